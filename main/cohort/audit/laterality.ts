// Contradictions between left and right: the two hips of a radiograph, what its file says, and what the label tables say.

import { findingOf, HIP_NAME, textsOf, type Audit } from './finding.ts';
import { auditText } from '../text/audits.ts';

export const laterality: Audit = ({ database, pictures }) => [
  ...findingOf({ audit: 'laterality', severity: 'warning', ...auditText.laterality.mirrored }, pictures().swapped),
  ...findingOf(
    { audit: 'laterality', severity: 'warning', ...auditText.laterality.refused },
    textsOf(
      database,
      `SELECT ${HIP_NAME('h')} || ': ' || problem_message FROM hips AS h
       WHERE problem_code IN ('side-contradicted', 'film-lying', 'unusual-view') ORDER BY 1`,
    ),
  ),
  ...findingOf(
    { audit: 'laterality', severity: 'warning', ...auditText.laterality.otherSideLabelled },
    textsOf(
      database,
      `SELECT ${HIP_NAME('h')} FROM hips AS h
       WHERE NOT EXISTS (SELECT 1 FROM hips AS o WHERE o.subject = h.subject AND o.visit_key = h.visit_key AND o.side <> h.side)
         AND NOT EXISTS (SELECT 1 FROM labels AS l WHERE l.subject = h.subject AND l.visit_key = h.visit_key AND l.side = h.side)
         AND EXISTS (SELECT 1 FROM labels AS l WHERE l.subject = h.subject AND l.visit_key = h.visit_key AND l.side <> h.side)
       ORDER BY 1`,
    ),
  ),
  ...findingOf(
    { audit: 'laterality', severity: 'warning', ...auditText.laterality.columnContradicts },
    textsOf(
      database,
      `SELECT ${HIP_NAME('m')} || ': ' || m.name || ' ' || m.value FROM label_metadata AS m
       WHERE lower(replace(m.name, '_', '')) IN ('laterality', 'imagelaterality', 'bodyside')
         AND upper(substr(trim(m.value), 1, 1)) IN ('R', 'L') AND upper(substr(trim(m.value), 1, 1)) <> upper(substr(m.side, 1, 1))
       ORDER BY 1`,
    ),
  ),
];
