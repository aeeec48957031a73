// The same pixels more than once. Under two subjects, one of them is wrong; under one subject, one visit may be a copy.

import { findingOf, textsOf, type Audit } from './finding.ts';

export const duplicatePictures: Audit = ({ database, pictures }) => [
  ...findingOf(
    {
      audit: 'duplicate-pictures',
      severity: 'warning',
      message: 'The same picture belongs to more than one subject.',
      remedy: 'Find out whose picture it is and leave the copy out. Until then, keep these subjects in one part of the split.',
    },
    pictures().shared.map((subjects) => subjects.join(' = ')),
  ),
  ...findingOf(
    {
      audit: 'duplicate-pictures',
      severity: 'note',
      message: 'A subject has the same picture more than once, such as one radiograph under two visits.',
      remedy: 'If it is a copy, leave it out: it counts twice in every statistic.',
    },
    textsOf(
      database,
      `SELECT min(subject) || ' ' || group_concat(visit, ', ' ORDER BY visit) FROM radiographs GROUP BY pixels_object
       HAVING count(*) > 1 AND count(DISTINCT subject) = 1 ORDER BY 1`,
    ),
  ),
];
