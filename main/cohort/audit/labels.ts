// Labels that cannot be right, contradict each other, are incomplete, or belong to no picture.

import { z } from 'zod';
import { findingOf, HIP_NAME, textsOf, type Audit } from './finding.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';
import { auditText } from '../text/audits.ts';

const QUADRANT_LIST = QUADRANTS.map((quadrant) => `'${quadrant}'`).join(', ');

export const labelRange: Audit = ({ database }) =>
  findingOf(
    { audit: 'label-range', severity: 'blocks', ...auditText.labels.outOfRange },
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
  { where: 'whole = 0 AND highest > 0', text: auditText.labels.jointFreeQuadrantNot },
  { where: 'whole > 0 AND graded = 4 AND highest = 0', text: auditText.labels.quadrantsFreeJointNot },
  { where: '(femoral = 0 AND femur > 0) OR (acetabular = 0 AND acetabulum > 0)', text: auditText.labels.boneFreeQuadrantNot },
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
  return CONFLICTS.flatMap(({ text }, c) =>
    findingOf(
      { audit: 'label-conflict', severity: 'warning', ...text },
      found.filter(([conflict]) => conflict === c).map(([, hip]) => hip),
    ),
  );
};

export const labelGaps: Audit = ({ database }) =>
  findingOf(
    { audit: 'label-gaps', severity: 'note', ...auditText.labels.gaps },
    textsOf(
      database,
      `SELECT ${HIP_NAME('l')} FROM labels AS l WHERE name IN (${QUADRANT_LIST}) GROUP BY subject, visit_key, side
       HAVING count(*) < 4 ORDER BY 1`,
    ),
  );

/** Labels of joints without a picture. */
export const orphanLabels: Audit = ({ database }) =>
  findingOf(
    { audit: 'orphan-labels', severity: 'note', ...auditText.labels.orphans },
    textsOf(
      database,
      `SELECT ${HIP_NAME('l')} FROM labels AS l GROUP BY subject, visit_key, side
       HAVING NOT EXISTS (SELECT 1 FROM hips AS h WHERE h.subject = l.subject AND h.visit_key = l.visit_key AND h.side = l.side)
       ORDER BY 1`,
    ),
  );
