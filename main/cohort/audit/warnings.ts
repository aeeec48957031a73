// The warnings that films, hips and their grades carry, by their kind.

import { WARNING_CODES } from '../../domain/film/warning.ts';
import { auditText } from '../text/audits.ts';
import { findingOf, HIP_NAME, type Audit } from './finding.ts';
import { z } from 'zod';

export const warnings: Audit = ({ database }) => {
  const find = database
    .prepare(
      `SELECT f.subject || ' ' || f.visit || ': ' || (w.value ->> 'message') FROM radiographs AS f, json_each(f.warnings) AS w
       WHERE w.value ->> 'code' = @code
       UNION ALL SELECT ${HIP_NAME('h')} || ': ' || (w.value ->> 'message') FROM hips AS h, json_each(h.warnings) AS w
       WHERE w.value ->> 'code' = @code
       UNION ALL SELECT ${HIP_NAME('h')} FROM hips AS h WHERE h.unlike = 1 AND @code = 'unlike-training' ORDER BY 1`,
    )
    .pluck();
  return WARNING_CODES.flatMap((code) => {
    const cases = z.array(z.string()).parse(find.all({ code }));
    return findingOf({ audit: 'warnings', severity: 'warning', ...auditText.warnings[code] }, cases);
  });
};
