// A split by subject: strata are shuffled by a seed and dealt out so that every part gets its share of each.

import { SPLIT_PARTS, type SplitPart } from '../../domain/study/split.ts';
import { seededRandom, type Random } from '../../domain/random.ts';
import { SHARES, type SplitPreset } from '../../domain/study/split-presets.ts';

/** What subjects are told apart by before they are dealt out. */
export type Stratification = 'highest-grade' | 'any-osteophyte' | 'none';

export interface SplitRecipe {
  readonly preset: SplitPreset;
  readonly seed: number;
  readonly stratify: Stratification;
  /** A split whose subjects keep their part, such as an imported one; null for a new split. */
  readonly keep: string | null;
}

export interface SplitSubject {
  readonly subject: string;
  readonly stratum: string;
}

/** How many subjects of a stratum each part has. */
interface StratumCounts {
  readonly stratum: string;
  readonly subjects: Readonly<Record<SplitPart, number>>;
}

export interface BuiltSplit {
  readonly parts: ReadonlyMap<string, SplitPart>;
  /** In the order of the strata's names. */
  readonly strata: readonly StratumCounts[];
  /** Subjects that kept the part they had. */
  readonly kept: number;
}

/** Deals the subjects out. The same subjects, seed and kept parts give the same split, in whatever order they come. */
export function buildSplit(
  subjects: readonly SplitSubject[],
  recipe: Pick<SplitRecipe, 'preset' | 'seed'>,
  kept: ReadonlyMap<string, SplitPart>,
): BuiltSplit {
  const random = seededRandom(recipe.seed);
  const shares = SHARES[recipe.preset];
  const byStratum = Map.groupBy(
    subjects.toSorted((a, b) => compare(a.subject, b.subject)),
    (subject) => subject.stratum,
  );
  const parts = new Map<string, SplitPart>();
  // What the shares would still give each part, over the strata before: rounding in one stratum is made good in the next.
  const owed: Record<SplitPart, number> = { train: 0, val: 0, test: 0 };
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

function mostOwed(owed: Readonly<Record<SplitPart, number>>): SplitPart {
  return SPLIT_PARTS.reduce((most, part) => (owed[part] > owed[most] + 1e-9 ? part : most), SPLIT_PARTS[0]);
}

/** Fisher and Yates. */
function shuffled(subjects: readonly string[], random: Random): string[] {
  const deck = [...subjects];
  for (let i = deck.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [deck[i], deck[j]] = [deck[j], deck[i]];
  }
  return deck;
}

function countParts(
  subjects: readonly SplitSubject[],
  parts: ReadonlyMap<string, SplitPart>,
): Readonly<Record<SplitPart, number>> {
  const count = (part: SplitPart): number => subjects.filter(({ subject }) => parts.get(subject) === part).length;
  return { train: count('train'), val: count('val'), test: count('test') };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
