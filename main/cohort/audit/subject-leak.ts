// A subject in more than one part of a split: by name, by another spelling of the name, or by the same picture under another name.

import type { SplitPart } from '../../domain/study/split.ts';
import { findingOf, type Audit, type SplitAssignment } from './finding.ts';
import { auditText } from '../text/audits.ts';

export const subjectLeak: Audit = ({ split, pictures }) => {
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
    ...findingOf({ ...leak, ...auditText.subjectLeak.bySpelling }, spellingsApart(partsOf)),
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

function spellingsApart(partsOf: ReadonlyMap<string, ReadonlySet<SplitPart>>): string[] {
  const bySpelling = Map.groupBy(partsOf, ([subject]) => plainSpelling(subject));
  return [...bySpelling.values()]
    .filter((same) => same.length > 1 && new Set(same.flatMap(([, parts]) => [...parts])).size > 1)
    .map((same) => same.map(([subject]) => subject).join(' = '));
}

/** Ignores case, spaces, dashes and leading zeros. */
function plainSpelling(subject: string): string {
  return subject
    .toLowerCase()
    .replaceAll(/(?<!\d)0+(?=\d)/g, '')
    .replaceAll(/[\s_.-]+/g, '');
}
