// The same pixels more than once: under two subjects somebody is wrong, under one subject a visit may be a copy.

import { z } from 'zod';
import type { StudyDatabase } from '../../database/study-database.ts';
import { findingOf, textsOf, type Audit } from './finding.ts';

export const duplicatePictures: Audit = ({ database }) => [
  ...findingOf(
    {
      audit: 'duplicate-pictures',
      severity: 'warning',
      message: 'The same picture stands under more than one subject.',
      remedy: 'Find out whose picture it is and leave the copy out; until then keep these subjects in one part of the split.',
    },
    sharedPictures(database).map((subjects) => subjects.join(' = ')),
  ),
  ...findingOf(
    {
      audit: 'duplicate-pictures',
      severity: 'note',
      message: 'A subject has the same picture more than once, such as one radiograph under two visits.',
      remedy: 'If it is a copy, leave it out: it counts twice in every figure.',
    },
    textsOf(
      database,
      `SELECT min(subject) || ' ' || group_concat(visit, ', ' ORDER BY visit) FROM radiographs GROUP BY pixels_object
       HAVING count(*) > 1 AND count(DISTINCT subject) = 1 ORDER BY 1`,
    ),
  ),
];

/** Groups of subjects that share a radiograph or a crop, each group and the list in order. */
export function sharedPictures(database: StudyDatabase): readonly (readonly string[])[] {
  const groups = textsOf(
    database,
    `SELECT json_group_array(subject) FROM (SELECT DISTINCT pixels_object AS picture, subject FROM radiographs ORDER BY subject)
     GROUP BY picture HAVING count(*) > 1
     UNION
     SELECT json_group_array(subject) FROM
       (SELECT DISTINCT crop_object AS picture, subject FROM crops JOIN hips USING (hip_id) ORDER BY subject)
     GROUP BY picture HAVING count(*) > 1`,
  );
  return groups.map((group) => z.array(z.string()).parse(JSON.parse(group))).sort((a, b) => (String(a) < String(b) ? -1 : 1));
}
