import { describe, expect, test } from 'vitest';
import type { PatientSpacing, SpacingSource } from '../../../main/domain/film/spacing.ts';
import { LANDMARK_TABLES } from '../../../main/domain/landmark-table.ts';
import { scaleDoubts } from '../../../main/imaging/scale-doubts.ts';
import { hipPoints } from '../../fixtures/hip-points.ts';

/** What is said of a hip whose head measures 48 mm at the true spacing. */
function saidOf(
  trueMm: number,
  spacingMm: number,
  more: { readonly spacingSource?: SpacingSource; readonly patientPlane?: PatientSpacing } = {},
): readonly string[] {
  const landmarks = hipPoints({ x: 110, y: 150 }).map(({ x, y }) => ({ x: x / trueMm, y: y / trueMm }));
  const film = { spacingMm, spacingSource: 'PixelSpacing', ...more } as const;
  const doubts = scaleDoubts(film, landmarks, { side: 'right', table: LANDMARK_TABLES.original });
  return doubts.ok ? doubts.value.map(({ code }) => code) : [doubts.failure.code];
}

describe('the scale of a film', () => {
  test.each([0.05, 0.143, 0.4, 0.6, 0.8])('of %d mm is not doubted if the head has its size', (spacingMm) => {
    expect(saidOf(spacingMm, spacingMm)).toEqual([]);
  });

  test.each([0.81, 1, 1.2, 2])('of %d mm is too coarse to grade', (spacingMm) => {
    expect(saidOf(spacingMm, spacingMm)).toEqual(['too-coarse']);
  });

  test.each([
    [0.6, 'head-size-implausible'],
    [0.7, 'head-size-implausible'],
    [1.4, 'head-size-implausible'],
    [1.6, 'head-size-implausible'],
    [0.5, 'spacing-implausible'],
    [1.7, 'spacing-implausible'],
    [10, 'spacing-implausible'],
  ])('that is %d times the true one shows itself in the head', (times, code) => {
    expect(saidOf(0.15, 0.15 * times)).toContain(code);
  });

  test('is judged in the plane of the patient', () => {
    const patientPlane = { mm: 0.15, source: 'magnification-factor' } as const;
    expect(saidOf(0.15, 0.15 * 1.4, { patientPlane })).toEqual([]);
  });

  test('that was estimated from the heads is not judged by them', () => {
    expect(saidOf(0.15, 0.3, { spacingSource: 'estimated' })).toEqual([]);
  });
});
