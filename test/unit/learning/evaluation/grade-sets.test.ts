// Sets of grades calibrated on the validation part, and the mean maps of evidence.

import { describe, expect, it } from 'vitest';
import type { EvaluationRow } from '../../../../main/domain/evaluation/evaluation.ts';
import { HEATMAPS } from '../../../../main/domain/grading.ts';
import { QUADRANTS } from '../../../../main/domain/quadrant.ts';
import { answersOfKind } from '../../../../main/learning/evaluation/evaluation-rows.ts';
import { gradeSetsOf } from '../../../../main/learning/evaluation/grade-sets.ts';
import { meanMapsOf } from '../../../../main/learning/evaluation/mean-maps.ts';
import { drawnRows } from './drawn-rows.ts';

const answers = answersOfKind('grades');

describe('the grade sets of a test part', () => {
  const sets = gradeSetsOf(drawnRows(300, 'test part'), drawnRows(150, 'validation part'), answers);

  it('hold the truth about as often as promised, on subjects that did not set their size', () => {
    expect(sets).toMatchObject({ coverage: 0.9, calibration: { hips: 300, subjects: 150 } });
    for (const quadrant of QUADRANTS) {
      expect(sets.answers[quadrant]?.covered).toBeGreaterThan(0.86);
      expect(sets.answers[quadrant]?.size).toBeLessThan(3);
    }
  });

  it('are counted from the sets of its rows', () => {
    const rows = drawnRows(300, 'test part');
    const known = rows.flatMap(({ truth }, at) => (truth['femur-superior'] === null ? [] : [{ truth, at }]));
    const held = known.filter(({ truth, at }) => sets.ofRows[at]?.['femur-superior']?.includes(Number(truth['femur-superior'])));
    expect(sets.answers['femur-superior']).toMatchObject({ items: known.length, covered: held.length / known.length });
  });

  it('hold every grade if the validation part is too small to promise anything', () => {
    const { ofRows } = gradeSetsOf(drawnRows(3, 'test part'), drawnRows(2, 'validation part'), answers);
    expect(ofRows[0]?.['femur-superior']).toEqual([0, 1, 2, 3]);
  });

  it('are missing for an answer whose truth is not known in the validation part', () => {
    const unknown = drawnRows(20, 'validation part').map((row) => ({ ...row, truth: { ...row.truth, 'femur-superior': null } }));
    expect(gradeSetsOf(drawnRows(3, 'test part'), unknown, answers).answers).not.toHaveProperty('femur-superior');
  });
});

describe('the mean map of an answer', () => {
  const { answers: named, scores } = HEATMAPS.grades;
  const [size, score] = [2, scores.findIndex((each) => each === 'at-least-1')];

  /** A hip with this truth in the superior femur, and this map of its presence. */
  function mapped(grade: number, map: readonly number[]) {
    const values = new Float32Array(named.length * scores.length * size ** 2);
    values.set(map, (named.findIndex((each) => each === 'femur-superior') * scores.length + score) * size ** 2);
    const [row] = drawnRows(1, 'one');
    const own: EvaluationRow = { ...row, truth: { 'femur-superior': grade } };
    return { row: own, maps: { kind: 'grades' as const, size, values } };
  }

  it('counts every positive hip alike, and leaves healthy hips and empty maps out', () => {
    const maps = meanMapsOf([
      mapped(1, [4, 0, 0, 0]),
      mapped(3, [0, 0, 0, 100]),
      mapped(0, [0, 9, 0, 0]),
      mapped(2, [0, 0, 0, 0]),
    ]);
    expect(maps).toEqual({ 'femur-superior': { hips: 2, size: 2, values: [0.5, 0, 0, 0.5] } });
  });

  it('does not exist without a positive hip', () => {
    expect(meanMapsOf([mapped(0, [1, 0, 0, 0])])).toEqual({});
    expect(meanMapsOf([])).toEqual({});
  });
});
