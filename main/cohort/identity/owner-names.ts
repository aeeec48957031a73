// The names by which the owner of a study knows its people, visits and cohorts: patient numbers, from the key table. Only for output on the
// owner's machine. Nothing of this is stored in the study.

import { subjectCohorts } from '../../database/subjects.ts';
import type { Mention } from '../../domain/person/mention.ts';
import { numberKey } from '../../domain/person/people.ts';
import { knownPeople } from './known-people.ts';
import type { NamedStudy } from './study-names.ts';

export interface OwnerNames {
  /** The patient's number, after the issuer or cohort if several people have it. Without the key table, the study's own name. */
  readonly subject: (subject: string) => string;
  readonly visit: (visit: string) => string;
  readonly cohort: (cohort: string) => string;
  /** A sentence of the study with these names in place of its own. */
  readonly sentence: (text: string) => string;
  /** Equal for two subjects whose numbers have the same digits and the same origin, as one person in two subjects has. */
  readonly person: (subject: string) => string;
}

/** The names of everybody whom the study names at this moment. */
export function ownerNames(study: NamedStudy): OwnerNames {
  const { identities, database } = study;
  const { people } = knownPeople(study);
  const inStudy = new Set(subjectCohorts(database).map(({ subject }) => subject));
  const chosen = new Map([...inStudy].map((subject) => [subject, bestMention(people.mentionsOf(subject))] as const));
  const sharing = Map.groupBy(
    [...chosen].flatMap(([subject, mention]) => (mention === null ? [] : [{ subject, mention }])),
    ({ mention }) => mention.number,
  );
  const names = new Map([...sharing.values()].flatMap((same) => namesOf(same)));
  const visit = (written: string): string => {
    const [, base = written, copy = ''] = /^(.*?)( \(\d+\))$/.exec(written) ?? [];
    return (identities.originalName('visit', base) ?? base) + copy;
  };
  return {
    subject: (subject) => names.get(subject) ?? subject,
    visit,
    cohort: (cohort) => identities.originalName('cohort', cohort) ?? cohort,
    sentence: (text) => text.replaceAll(PSEUDONYM, (subject) => names.get(subject) ?? subject),
    person: (subject) => {
      const mention = chosen.get(subject) ?? null;
      return mention === null ? subject : JSON.stringify([numberKey(mention.number), originOf(mention).toLowerCase()]);
    },
  };
}

const PSEUDONYM = /\bS-[2-9A-HJ-NP-Z]{10}\b/g;

/** What a film states counts before what tables and splits write. */
function bestMention(mentions: readonly Mention[]): Mention | null {
  const rank = ({ exact, issuer, cohort }: Mention): number => (exact ? 2 : 0) + (issuer !== '' || cohort !== '' ? 1 : 0);
  const [best = null] = mentions.toSorted((a, b) => rank(b) - rank(a) || b.number.length - a.number.length);
  if (best === null || originOf(best) !== '') return best;
  const { issuer, cohort } = mentions.find((one) => originOf(one) !== '') ?? best;
  return { ...best, issuer, cohort };
}

function originOf({ issuer, cohort }: Mention): string {
  return issuer || cohort;
}

function namesOf(
  same: readonly { readonly subject: string; readonly mention: Mention }[],
): readonly (readonly [string, string])[] {
  const qualified = same.map(({ subject, mention }) => {
    const origin = originOf(mention);
    return [subject, same.length === 1 || origin === '' ? mention.number : `${origin}-${mention.number}`] as const;
  });
  const counts = Map.groupBy(qualified, ([, name]) => name);
  return qualified.map(
    ([subject, name]) => [subject, (counts.get(name)?.length ?? 0) > 1 ? `${name} (${subject})` : name] as const,
  );
}
