// Contradictions between left and right: the two hips of a radiograph, and what the label tables say.

import { findingOf, HIP_NAME, textsOf, type Audit } from './finding.ts';

export const laterality: Audit = ({ database, pictures }) => [
  ...findingOf(
    {
      audit: 'laterality',
      severity: 'warning',
      message: 'On these radiographs the right hip lies to the right of the left one: the picture or its points are mirrored.',
      remedy: 'Open the case, compare it with the side marker, and import it again with the correct sides.',
    },
    pictures().swapped,
  ),
  ...findingOf(
    {
      audit: 'laterality',
      severity: 'warning',
      message: 'Only the side without a picture has labels. The side with the picture has none.',
      remedy: 'Check the side in the label table against the radiograph.',
    },
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
    {
      audit: 'laterality',
      severity: 'warning',
      message: 'A column of the label table names a different side than its row.',
      remedy: 'Correct the table and import it again.',
    },
    textsOf(
      database,
      `SELECT ${HIP_NAME('m')} || ': ' || m.name || ' ' || m.value FROM label_metadata AS m
       WHERE lower(replace(m.name, '_', '')) IN ('laterality', 'imagelaterality', 'bodyside')
         AND upper(substr(trim(m.value), 1, 1)) IN ('R', 'L') AND upper(substr(trim(m.value), 1, 1)) <> upper(substr(m.side, 1, 1))
       ORDER BY 1`,
    ),
  ),
];
