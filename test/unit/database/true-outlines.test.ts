import { afterAll, expect, it } from 'vitest';
import { putTrueOutlines, trueOutlinesOf } from '../../../main/database/films/true-outlines.ts';
import { putHip } from '../../../main/database/hips.ts';
import { insertRadiograph } from '../../../main/database/radiographs.ts';
import { openStudyDatabase } from '../../../main/database/study-database.ts';
import { perQuadrant } from '../../../main/domain/quadrant.ts';
import { preparedHip, radiograph } from './fixtures.ts';

const database = openStudyDatabase(':memory:');
afterAll(() => database.close());

it('keeps the outline of each osteophyte, and those stored last replace the others', () => {
  const hip = preparedHip('r1', 'S1', 'V00', 'right');
  insertRadiograph(database, radiograph('r1', 'S1', 'V00'));
  putHip(database, hip);
  expect(trueOutlinesOf(database, hip.hipId)).toEqual(perQuadrant(() => null));
  const box = [
    { x: 1.5, y: 2 },
    { x: 4, y: 2 },
    { x: 4, y: 7.25 },
  ];
  const all = perQuadrant(() => box);
  putTrueOutlines(database, hip.hipId, all);
  expect(trueOutlinesOf(database, hip.hipId)).toEqual(all);
  const one = perQuadrant((quadrant) => (quadrant === 'femur-inferior' ? box : null));
  putTrueOutlines(database, hip.hipId, one);
  expect(trueOutlinesOf(database, hip.hipId)).toEqual(one);
});
