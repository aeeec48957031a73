// Warnings travel with films and hips from the study to the audit.

import { afterEach, expect, it } from 'vitest';
import { auditStudy } from '../../../main/cohort/audit/audit-study.ts';
import { putGrading } from '../../../main/database/gradings.ts';
import { hipById, putHip } from '../../../main/database/hips.ts';
import { insertRadiograph, radiographById } from '../../../main/database/radiographs.ts';
import { openStudyDatabase } from '../../../main/database/study-database.ts';
import { warning } from '../../../main/domain/film/warning.ts';
import { grading, preparedHip, radiograph } from './fixtures.ts';

const database = openStudyDatabase(':memory:');
afterEach(() => database.close());

it('keeps the warnings of films and hips, and audit lists them by kind', () => {
  const film = radiograph('f'.repeat(64), 'S1', 'V00');
  const turned = warning('film-turned', 'The film is stored mirrored.');
  const blurred = warning('blurred', 'Edges are 2.3 mm wide.');
  insertRadiograph(database, { ...film, warnings: [turned] });
  const hip = preparedHip(film.radiographId, 'S1', 'V00', 'left');
  putHip(database, { ...hip, warnings: [blurred] });
  expect(radiographById(database, film.radiographId)?.warnings).toEqual([turned]);
  expect(hipById(database, hip.hipId)?.warnings).toEqual([blurred]);
  const listed = auditStudy(database).filter(({ audit }) => audit === 'warnings');
  expect(listed.map(({ examples }) => examples)).toEqual([
    ['S1 V00: The film is stored mirrored.'],
    ['S1 V00 left: Edges are 2.3 mm wide.'],
  ]);
  const given = grading(hip.hipId, 1);
  putGrading(database, { ...given, grading: { ...given.grading, familiarity: { distance: 2, threshold: 1, unlike: true } } });
  const unlike = auditStudy(database).filter(({ audit, message }) => audit === 'warnings' && message.includes('unlike'));
  expect(unlike.map(({ examples }) => examples)).toEqual([['S1 V00 left']]);
  putHip(database, hip);
  expect(hipById(database, hip.hipId)?.warnings).toEqual([]);
  expect(auditStudy(database).filter(({ audit }) => audit === 'warnings')).toHaveLength(1);
});
