// The same pixels more than once. Under two subjects, one of them is wrong; under one subject, one visit may be a copy.

import { findingOf, textsOf, type Audit } from './finding.ts';
import { auditText } from '../text/audits.ts';

export const duplicatePictures: Audit = ({ database, pictures }) => [
  ...findingOf(
    { audit: 'duplicate-pictures', severity: 'warning', ...auditText.duplicatePictures.acrossSubjects },
    pictures().shared.map((subjects) => subjects.join(' = ')),
  ),
  ...findingOf(
    { audit: 'duplicate-pictures', severity: 'note', ...auditText.duplicatePictures.withinSubject },
    textsOf(
      database,
      `SELECT min(subject) || ' ' || group_concat(visit, ', ' ORDER BY visit) FROM radiographs GROUP BY pixels_object
       HAVING count(*) > 1 AND count(DISTINCT subject) = 1 ORDER BY 1`,
    ),
  ),
];
