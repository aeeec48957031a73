// Builds a split by subject: each stratum is shuffled by a seed and dealt out so that every part gets its share.

import { SPLIT_PARTS, type BuiltSplit, type PartCounts, type SplitPart, type SplitRecipe } from '../../domain/study/split.ts';
import { seededRandom, type Random } from '../../domain/random.ts';
import { SHARES } from '../../domain/study/split-presets.ts';

export interface SplitSubject {
  readonly subject: string;
  readonly stratum: string;
}

export interface DealtSplit extends Readonly<Omit<BuiltSplit, 'subjects'>> {
  readonly parts: ReadonlyMap<string, SplitPart>;
}

/** Deals out the subjects. The same subjects, seed and kept parts always give the same split, in any order. */
export function buildSplit(
  subjects: readonly SplitSubject[],
  recipe: Pick<SplitRecipe, 'preset' | 'seed'>,
  kept: ReadonlyMap<string, SplitPart>,
): DealtSplit {
  const random = seededRandom(recipe.seed);
  const shares = SHARES[recipe.preset];
  const byStratum = Map.groupBy(
    subjects.toSorted((a, b) => compare(a.subject, b.subject)),
    (subject) => subject.stratum,
  );
  const parts = new Map<string, SplitPart>();
  // How many subjects each part still lacks, carried over strata: the next stratum makes up for rounding in this one.
  const owed: PartCounts = { train: 0, val: 0, test: 0 };
  const names = [...byStratum.keys()].sort(compare);
  for (const stratum of names) {
    const own = byStratum.get(stratum) ?? [];
    for (const part of SPLIT_PARTS) owed[part] += own.length * shares[part];
    const fresh: string[] = [];
    for (const { subject } of own) {
      const part = kept.get(subject);
      if (part === undefined) fresh.push(subject);
      else {
        parts.set(subject, part);
        owed[part] -= 1;
      }
    }
    for (const subject of shuffled(fresh, random.fork(stratum))) {
      const part = mostOwed(owed);
      parts.set(subject, part);
      owed[part] -= 1;
    }
  }
  const strata = names.map((stratum) => ({ stratum, subjects: countParts(byStratum.get(stratum) ?? [], parts) }));
  return { parts, strata, kept: subjects.filter(({ subject }) => kept.has(subject)).length };
}

function mostOwed(owed: Readonly<PartCounts>): SplitPart {
  return SPLIT_PARTS.reduce((most, part) => (owed[part] > owed[most] + 1e-9 ? part : most), SPLIT_PARTS[0]);
}

/** The Fisher-Yates shuffle. */
function shuffled(subjects: readonly string[], random: Random): string[] {
  const deck = [...subjects];
  for (let i = deck.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const [last, drawn] = [deck[i], deck[j]];
    if (last === undefined || drawn === undefined) throw new Error(`A card outside the deck of ${deck.length} was drawn.`);
    [deck[i], deck[j]] = [drawn, last];
  }
  return deck;
}

function countParts(subjects: readonly SplitSubject[], parts: ReadonlyMap<string, SplitPart>): PartCounts {
  const count = (part: SplitPart): number => subjects.filter(({ subject }) => parts.get(subject) === part).length;
  return { train: count('train'), val: count('val'), test: count('test') };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
