// A graded hip as a row: where its evidence lies, in the zone and in the true outline.

import { expect, it } from 'vitest';
import { HEATMAPS, type HeatmapSet, type HipGrading } from '../../../../main/domain/grading.ts';
import { perQuadrant } from '../../../../main/domain/quadrant.ts';
import { answersOfKind, evaluationRow } from '../../../../main/learning/evaluation/evaluation-rows.ts';
import { measureRows } from '../../../../main/learning/evaluation/measure-rows.ts';

const attention = { attentionInZone: 0.5, peak: { x: 1, y: 1 }, peakInZone: true };
const grading: HipGrading = {
  kind: 'presence',
  quadrants: perQuadrant(() => ({ present: true, probability: 0.75, ...attention })),
  milliseconds: 1,
};

function maps(value: number): HeatmapSet {
  const { answers, scores } = HEATMAPS.presence;
  return { kind: 'presence', size: 1, values: new Float32Array(answers.length * scores.length).fill(value) };
}

function row(subject: string, share: number, value = 1) {
  const place = { maps: maps(value), landmarks: [], numbering: 'original', inOutline: { 'femur-superior': share } } as const;
  const grades = { 'femur-superior': 2, 'femur-inferior': 0 };
  return evaluationRow({ subject, visit: 'V00', side: 'left' }, { grades }, { grading, place });
}

it('has the share in the true outline where one is known, and none for an empty map', () => {
  const { evidence, truth } = row('S1', 0.25);
  expect(truth).toMatchObject({ 'femur-superior': 1, 'femur-inferior': 0, 'acetabulum-superior': null });
  expect(evidence?.['femur-superior']?.inOutline).toBe(0.25);
  expect(evidence?.['femur-inferior']).not.toHaveProperty('inOutline');
  expect(row('S1', 0, 0).evidence?.['femur-superior']?.inOutline).toBeNaN();
});

it('gives the mean share in the outline over positive answers with a map, and no figure without outlines', () => {
  const rows = [row('S1', 0.25), row('S2', 0.5), row('S3', 0, 0)];
  const measured = measureRows(rows, answersOfKind('presence'), { seed: 1, draws: 50 });
  expect(measured.figures['inOutline']?.value).toBeCloseTo(0.375, 12);
  expect(measured.answers['femur-superior']?.figures['inOutline']?.value).toBeCloseTo(0.375, 12);
  const without = rows.map((each) => ({ ...each, evidence: { 'femur-superior': attention } }));
  expect(measureRows(without, answersOfKind('presence'), { seed: 1, draws: 50 }).figures).not.toHaveProperty('inOutline');
});
