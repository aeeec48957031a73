// Hips that training or reading would miss or count twice: without labels, without landmarks, or twice at one visit.

import { findingOf, HIP_NAME, textsOf, type Audit } from './finding.ts';
import { auditText } from '../text/audits.ts';

export const unlabelled: Audit = ({ database }) =>
  findingOf(
    { audit: 'unlabelled', severity: 'note', ...auditText.hips.unlabelled },
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
    { audit: 'landmarks', severity: 'warning', ...auditText.hips.notCropped },
    textsOf(database, `SELECT ${HIP_NAME('h')} || ': ' || problem_code FROM hips AS h WHERE problem_code IS NOT NULL ORDER BY 1`),
  );

export const repeatedVisits: Audit = ({ database }) =>
  findingOf(
    { audit: 'repeated-visits', severity: 'warning', ...auditText.hips.repeatedVisits },
    textsOf(
      database,
      `SELECT subject || ' ' || side || ': ' || group_concat(visit, ' = ' ORDER BY visit) FROM hips
       GROUP BY subject, visit_key, side HAVING count(*) > 1 ORDER BY 1`,
    ),
  );
