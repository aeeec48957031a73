// A subject in more than one part of a split: by name, by another spelling of the name, by the patient's number, or by the same picture
// under another name.

import type { SplitPart } from '../../domain/study/split.ts';
import { findingOf, textsOf, type Audit, type SplitAssignment } from './finding.ts';
import { auditText } from '../text/audits.ts';

export const subjectLeak: Audit = ({ database, split, pictures, personOf }) => {
  const partsOf = partsBySubject(split);
  const twice = [...partsOf]
    .filter(([, parts]) => parts.size > 1)
    .map(([subject, parts]) => `${subject} (${[...parts].join(', ')})`);
  const apart = pictures().shared.filter(
    (subjects) => new Set(subjects.flatMap((subject) => [...(partsOf.get(subject) ?? [])])).size > 1,
  );
  const leak = { audit: 'subject-leak', severity: 'blocks' } as const;
  return [
    ...findingOf({ ...leak, ...auditText.subjectLeak.byName }, twice),
    ...findingOf({ ...leak, ...auditText.subjectLeak.bySpelling }, apartBy(plainSpelling, partsOf)),
    ...findingOf({ ...leak, ...auditText.subjectLeak.byNumber }, apartBy(personOf, partsOf)),
    ...findingOf(
      { audit: 'subject-leak', severity: 'warning', ...auditText.subjectLeak.twoSubjects },
      sameBy(personOf, textsOf(database, 'SELECT DISTINCT subject FROM hips ORDER BY subject')).map((same) => same.join(' = ')),
    ),
    ...findingOf(
      { ...leak, ...auditText.subjectLeak.byPicture },
      apart.map((subjects) => subjects.join(' = ')),
    ),
  ];
};

function partsBySubject(split: SplitAssignment): ReadonlyMap<string, ReadonlySet<SplitPart>> {
  const parts = new Map<string, Set<SplitPart>>();
  for (const { subject, part } of split) {
    const own = parts.get(subject);
    if (own === undefined) parts.set(subject, new Set([part]));
    else own.add(part);
  }
  return parts;
}

/** Subjects with one key in different parts. */
function apartBy(keyOf: (subject: string) => string, partsOf: ReadonlyMap<string, ReadonlySet<SplitPart>>): string[] {
  return sameBy(keyOf, [...partsOf.keys()])
    .filter((same) => new Set(same.flatMap((subject) => [...(partsOf.get(subject) ?? [])])).size > 1)
    .map((same) => same.join(' = '));
}

/** The groups of several subjects with one key. */
function sameBy(keyOf: (subject: string) => string, subjects: readonly string[]): readonly (readonly string[])[] {
  return [...Map.groupBy(subjects, keyOf).values()].filter((same) => same.length > 1);
}

/** Ignores case, spaces, dashes and leading zeros. */
function plainSpelling(subject: string): string {
  return subject
    .toLowerCase()
    .replaceAll(/(?<!\d)0+(?=\d)/g, '')
    .replaceAll(/[\s_.-]+/g, '');
}
