// The key of a study as rows that a person can read: which number, issuer and cohort stand behind each name.

import { failed, success, type Result } from '../../domain/failure.ts';
import type { Study } from '../study-folder.ts';
import { studyText } from '../text/study.ts';
import { ownerNames } from './owner-names.ts';
import { knownPeople } from './known-people.ts';
import { reportNames } from './report-names.ts';

export interface KeyRow {
  readonly kind: 'subject' | 'visit' | 'cohort' | 'split';
  /** As the study or a report writes it. */
  readonly name: string;
  /** As the files write it. */
  readonly original: string;
  readonly issuer: string;
  readonly cohort: string;
  /** The date from which a subject's days are counted, such as `2019-03-04`. */
  readonly firstDate: string;
}

/** A row for each spelling of each subject, then for each visit, cohort and split that has another name. Fails with `key-withheld`. */
export function keyRows(study: Study): Result<{ readonly rows: readonly KeyRow[]; readonly subjects: number }> {
  const { identities, withheld } = study;
  if (withheld !== null) return failed('key-withheld', studyText.noKeyToExport);
  const { people } = knownPeople(study);
  const { cohort: cohortName } = ownerNames(study);
  const inReport = reportNames(study, people.names());
  const subjects = people
    .names()
    .toSorted()
    .flatMap((subject) =>
      [...new Set([subject, inReport(subject)])].flatMap((name) => {
        const firstDate = identities.firstDate(subject) ?? '';
        const rows = people.mentionsOf(subject).map(({ number, issuer, cohort }): KeyRow => {
          return { kind: 'subject', name, original: number, issuer, cohort: cohortName(cohort), firstDate };
        });
        return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
      }),
    );
  const others = identities.names().map(({ kind, replacement, original }): KeyRow => {
    return { kind, name: replacement, original, issuer: '', cohort: '', firstDate: '' };
  });
  return success({ rows: [...subjects, ...others], subjects: people.names().length });
}
