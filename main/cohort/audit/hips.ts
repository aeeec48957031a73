// Hips that training or reading would miss or count twice: without labels, without landmarks, or twice at one visit.

import { findingOf, HIP_NAME, textsOf, type Audit } from './finding.ts';

export const unlabelled: Audit = ({ database }) =>
  findingOf(
    {
      audit: 'unlabelled',
      severity: 'note',
      message: 'These hips have neither a label nor a reading.',
      remedy: 'Import their labels, or read them. Training leaves them out.',
    },
    textsOf(
      database,
      `SELECT ${HIP_NAME('h')} FROM hips AS h
       WHERE NOT EXISTS (SELECT 1 FROM labels AS l WHERE l.subject = h.subject AND l.visit_key = h.visit_key AND l.side = h.side)
         AND NOT EXISTS (SELECT 1 FROM readings AS r WHERE r.hip_id = h.hip_id)
       ORDER BY 1`,
    ),
  );

export const landmarks: Audit = ({ database }) =>
  findingOf(
    {
      audit: 'landmarks',
      severity: 'warning',
      message: 'These hips could not be cropped because their landmarks are missing or implausible.',
      remedy: 'Filter by problem to see each reason, then import the correct points together with the radiographs.',
    },
    textsOf(database, `SELECT ${HIP_NAME('h')} || ': ' || problem_code FROM hips AS h WHERE problem_code IS NOT NULL ORDER BY 1`),
  );

export const repeatedVisits: Audit = ({ database }) =>
  findingOf(
    {
      audit: 'repeated-visits',
      severity: 'warning',
      message: 'The same hip is in the study twice for one visit, under two spellings of the visit.',
      remedy: 'Leave one of them out: both would take the same labels.',
    },
    textsOf(
      database,
      `SELECT subject || ' ' || side || ': ' || group_concat(visit, ' = ' ORDER BY visit) FROM hips
       GROUP BY subject, visit_key, side HAVING count(*) > 1 ORDER BY 1`,
    ),
  );
