// The subgroups of an evaluation, by what a study knows of its people.

import { knownPeople } from '../../cohort/identity/known-people.ts';
import type { OwnerNames } from '../../cohort/identity/owner-names.ts';
import type { Study } from '../../cohort/study-folder.ts';
import { subjectCohorts } from '../../database/subjects.ts';
import type { EvaluationRow, StudyEvaluation, Subgroup } from '../../domain/evaluation/evaluation.ts';
import { answersMeasured, ROW_PROPERTIES, subgroupsOf, type Property } from '../../learning/evaluation/subgroups.ts';

/** Visits and cohorts bear the names given; a study's own if null. The rows name subjects as the study does. */
export function studySubgroups(
  study: Study,
  { rows, measured }: Pick<StudyEvaluation, 'rows' | 'measured'>,
  names: Pick<OwnerNames, 'visit' | 'cohort'> | null,
): Subgroup[] {
  return subgroupsOf(rows, answersMeasured(measured), {
    seed: measured.seed,
    properties: propertiesOf(study, names ?? { visit: (visit) => visit, cohort: (cohort) => cohort }),
  });
}

function propertiesOf(study: Study, names: Pick<OwnerNames, 'visit' | 'cohort'>): Property[] {
  const cohorts = new Map(subjectCohorts(study.database).map(({ subject, cohort }) => [subject, cohort]));
  const { people } = knownPeople(study);
  const patient = ({ subject }: EvaluationRow) => people.mentionsOf(subject);
  return [
    ...ROW_PROPERTIES.map(({ by, of }) => ({ by, of: (row: EvaluationRow) => of({ ...row, visit: names.visit(row.visit) }) })),
    { by: 'cohort', of: ({ subject }) => names.cohort(cohorts.get(subject) ?? '') || null },
    { by: 'sex', of: (row) => patient(row).find(({ sex }) => sex !== null)?.sex ?? null },
    {
      by: 'birth decade',
      of: (row) => {
        const year = patient(row).find(({ birthYear }) => birthYear !== null)?.birthYear ?? null;
        return year === null ? null : `${Math.floor(year / 10) * 10}s`;
      },
    },
  ];
}
