// Labels that cannot be right, contradict each other, are incomplete, or belong to no picture.

import { z } from 'zod';
import { findingOf, HIP_NAME, textsOf, type Audit } from './finding.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';

const QUADRANT_LIST = QUADRANTS.map((quadrant) => `'${quadrant}'`).join(', ');

export const labelRange: Audit = ({ database }) =>
  findingOf(
    {
      audit: 'label-range',
      severity: 'blocks',
      message: 'Labels lie outside their scale (0 to 3; Kellgren-Lawrence 0 to 4).',
      remedy: 'Correct the table or its mapping, and import it again.',
    },
    textsOf(
      database,
      `SELECT ${HIP_NAME('l')} || ': ' || name || ' ' || value FROM labels AS l
       WHERE kind = 'graded' AND (value < 0 OR value > iif(name = 'kl', 4, 3)) ORDER BY 1`,
    ),
  );

/** The labels of each joint: of its quadrants, of each bone, and of the joint as a whole. */
const JOINTS = `SELECT subject, visit, side, count(*) FILTER (WHERE name IN (${QUADRANT_LIST}) AND kind = 'graded') AS graded,
    max(value) FILTER (WHERE name IN (${QUADRANT_LIST}) AND kind <> 'not-gradable') AS highest,
    max(value) FILTER (WHERE name LIKE 'femur-%' AND kind <> 'not-gradable') AS femur,
    max(value) FILTER (WHERE name LIKE 'acetabulum-%' AND kind <> 'not-gradable') AS acetabulum,
    max(value) FILTER (WHERE name = 'global') AS whole,
    max(value) FILTER (WHERE name = 'femoral-osteophytes') AS femoral,
    max(value) FILTER (WHERE name = 'acetabular-osteophytes') AS acetabular
  FROM labels GROUP BY subject, visit_key, side`;

/** Contradictions, each with the condition that finds it. */
const CONFLICTS = [
  {
    where: 'whole = 0 AND highest > 0',
    message: 'The joint is labelled free of osteophytes, but a quadrant has one.',
    remedy: 'Look at the hip and correct the wrong label. Training uses the quadrants.',
  },
  {
    where: 'whole > 0 AND graded = 4 AND highest = 0',
    message: 'The joint is labelled as having an osteophyte, but all four quadrants are grade 0.',
    remedy: 'Look at the hip and correct the wrong label. Training uses the quadrants.',
  },
  {
    where: '(femoral = 0 AND femur > 0) OR (acetabular = 0 AND acetabulum > 0)',
    message: 'A bone is labelled free of osteophytes, but one of its quadrants has one.',
    remedy: 'Look at the hip and correct the wrong label.',
  },
] as const;

const Conflict = z.tuple([z.number(), z.string()]);

export const labelConflict: Audit = ({ database }) => {
  const cases = CONFLICTS.map(
    ({ where }, c) => `SELECT ${c} AS conflict, ${HIP_NAME('j')} AS hip FROM joints AS j WHERE ${where}`,
  );
  const found = database
    .prepare(`WITH joints AS MATERIALIZED (${JOINTS}) ${cases.join(' UNION ALL ')} ORDER BY hip`)
    .raw()
    .all()
    .map((row) => Conflict.parse(row));
  return CONFLICTS.flatMap(({ message, remedy }, c) =>
    findingOf(
      { audit: 'label-conflict', severity: 'warning', message, remedy },
      found.filter(([conflict]) => conflict === c).map(([, hip]) => hip),
    ),
  );
};

export const labelGaps: Audit = ({ database }) =>
  findingOf(
    {
      audit: 'label-gaps',
      severity: 'note',
      message: 'Only some quadrants of these hips have a label. An empty cell counts as not read, never as 0.',
      remedy: 'Read the missing quadrants, or leave them as they are: training ignores missing labels.',
    },
    textsOf(
      database,
      `SELECT ${HIP_NAME('l')} FROM labels AS l WHERE name IN (${QUADRANT_LIST}) GROUP BY subject, visit_key, side
       HAVING count(*) < 4 ORDER BY 1`,
    ),
  );

/** Labels of joints without a picture. */
export const orphanLabels: Audit = ({ database }) =>
  findingOf(
    {
      audit: 'orphan-labels',
      severity: 'note',
      message: 'These labels belong to hips that are not in the study.',
      remedy: 'Import their radiographs, or check that subjects and visits are spelled the same in both.',
    },
    textsOf(
      database,
      `SELECT ${HIP_NAME('l')} FROM labels AS l GROUP BY subject, visit_key, side
       HAVING NOT EXISTS (SELECT 1 FROM hips AS h WHERE h.subject = l.subject AND h.visit_key = l.visit_key AND h.side = l.side)
       ORDER BY 1`,
    ),
  );
