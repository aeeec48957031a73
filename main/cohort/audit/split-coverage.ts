// A split that does not fit the study: subjects that only one of them has, and parts without a positive label.

import { SPLIT_PARTS } from '../../domain/study/split.ts';
import { findingOf, textsOf, type Audit } from './finding.ts';
import { auditText } from '../text/audits.ts';

export const splitCoverage: Audit = ({ database, split }) => {
  if (split.length === 0) {
    return findingOf({ audit: 'split-coverage', severity: 'note', ...auditText.splitCoverage.noSplit }, [
      auditText.splitCoverage.noSplitExample,
    ]);
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
      { audit: 'split-coverage', severity: 'warning', ...auditText.splitCoverage.unknownSubjects },
      [...inSplit].filter((subject) => !inStudy.has(subject)).sort(),
    ),
    ...findingOf(
      { audit: 'split-coverage', severity: 'note', ...auditText.splitCoverage.unassignedSubjects },
      [...inStudy].filter((subject) => !inSplit.has(subject)).sort(),
    ),
    ...findingOf({ audit: 'split-coverage', severity: 'warning', ...auditText.splitCoverage.noPositives }, bare),
  ];
};
