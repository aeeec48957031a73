// A split and a study that do not fit: subjects of one that the other does not know, and parts with nothing to learn or test on.

import { SPLIT_PARTS } from '../../domain/study/split.ts';
import { findingOf, textsOf, type Audit } from './finding.ts';

export const splitCoverage: Audit = ({ database, split }) => {
  if (split.length === 0) {
    return findingOf(
      {
        audit: 'split-coverage',
        severity: 'note',
        message: 'No split is in force.',
        remedy: 'Build one, or import one, before a training.',
      },
      ['no split'],
    );
  }
  const inStudy = new Set(textsOf(database, 'SELECT DISTINCT subject FROM hips'));
  const inSplit = new Set(split.map(({ subject }) => subject));
  const positive = new Set(
    textsOf(
      database,
      `SELECT DISTINCT subject FROM labels WHERE kind <> 'not-gradable' AND value > 0
       UNION SELECT DISTINCT subject FROM readings JOIN hips USING (hip_id) WHERE grade > 0`,
    ),
  );
  const bare = SPLIT_PARTS.filter(
    (part) => !split.some((one) => one.part === part && positive.has(one.subject) && inStudy.has(one.subject)),
  );
  return [
    ...findingOf(
      {
        audit: 'split-coverage',
        severity: 'warning',
        message: 'The split names subjects that are not in the study.',
        remedy: 'Import their radiographs, or check that subjects are written alike in both.',
      },
      [...inSplit].filter((subject) => !inStudy.has(subject)).sort(),
    ),
    ...findingOf(
      {
        audit: 'split-coverage',
        severity: 'note',
        message: 'Subjects of the study stand in no part of the split.',
        remedy: 'Build a split that keeps the present parts and adds these subjects, or leave them out of trainings.',
      },
      [...inStudy].filter((subject) => !inSplit.has(subject)).sort(),
    ),
    ...findingOf(
      {
        audit: 'split-coverage',
        severity: 'warning',
        message: 'A part of the split has no subject with an osteophyte label above 0: nothing can be learned or measured there.',
        remedy: 'Build the split by strata, or import labels for this part.',
      },
      bare,
    ),
  ];
};
