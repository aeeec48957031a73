// A split that does not fit the study: subjects that only one of them has, and parts without a positive label.

import { SPLIT_PARTS } from '../../domain/study/split.ts';
import { findingOf, textsOf, type Audit } from './finding.ts';

export const splitCoverage: Audit = ({ database, split }) => {
  if (split.length === 0) {
    return findingOf(
      {
        audit: 'split-coverage',
        severity: 'note',
        message: 'No split is in force.',
        remedy: 'Build or import a split before training.',
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
        remedy: 'Import their radiographs, or check that subjects are spelled the same in both.',
      },
      [...inSplit].filter((subject) => !inStudy.has(subject)).sort(),
    ),
    ...findingOf(
      {
        audit: 'split-coverage',
        severity: 'note',
        message: 'These subjects of the study are in no part of the split.',
        remedy: 'Build a split that keeps the present parts and adds these subjects, or leave them out of training.',
      },
      [...inStudy].filter((subject) => !inSplit.has(subject)).sort(),
    ),
    ...findingOf(
      {
        audit: 'split-coverage',
        severity: 'warning',
        message:
          'These parts of the split have no subject with an osteophyte label above 0, so nothing can be learned or measured there.',
        remedy: 'Build a stratified split, or import labels for these parts.',
      },
      bare,
    ),
  ];
};
