import { afterAll, beforeAll, expect, it } from 'vitest';
import { foundPointsOf, putFoundPoints, radiographsWithoutPoints } from '../../../main/database/found-points.ts';
import { putHip } from '../../../main/database/hips.ts';
import { insertRadiograph } from '../../../main/database/radiographs.ts';
import { openStudyDatabase } from '../../../main/database/study-database.ts';
import { preparedHip, radiograph } from './fixtures.ts';

const database = openStudyDatabase(':memory:');
afterAll(() => database.close());
const hip = preparedHip('r1', 'S1', 'V00', 'right');
const found = { hipId: hip.hipId, network: 'localise-points 1.0.0', probability: 0.97, foundAt: '2026-01-02T00:00:00.000Z' };

beforeAll(() => {
  insertRadiograph(database, radiograph('r1', 'S1', 'V00'));
});

it('lists the radiographs whose hips need points, until they have points', () => {
  putHip(database, { ...hip, prepared: null, problem: { code: 'landmarks-missing', message: 'No points.' } });
  expect(radiographsWithoutPoints(database)).toEqual(['r1']);
  putHip(database, hip);
  expect(radiographsWithoutPoints(database)).toEqual([]);
});

it('remembers that points were found only as long as they are used', () => {
  putHip(database, hip);
  expect(foundPointsOf(database, hip.hipId)).toBeNull();
  putFoundPoints(database, found);
  expect(foundPointsOf(database, hip.hipId)).toEqual(found);
  putHip(database, hip); // as an import does that has points from a file
  expect(foundPointsOf(database, hip.hipId)).toBeNull();
});
