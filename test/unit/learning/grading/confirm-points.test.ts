// The locating networks' opinion on points that follow no outline.

import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { prepareHips } from '../../../../main/cohort/prepare-hips.ts';
import type { ImagePoint } from '../../../../main/domain/geometry.ts';
import { SIDES } from '../../../../main/domain/hip.ts';
import type { Radiograph } from '../../../../main/domain/radiograph.ts';
import { openInferenceHere } from '../../../../main/inference/inference.ts';
import { confirmPoints } from '../../../../main/learning/grading/confirm-points.ts';
import { phantomFilm, writtenPoints } from '../../../fixtures/phantom-film.ts';

const inference = openInferenceHere();
const finders = inference.finders(fileURLToPath(new URL('../../../../resources/models/localise', import.meta.url)));
afterAll(() => inference.close());
const film = phantomFilm(0);

/** What is said of each side in the end. */
async function said(text: string, radiograph: Radiograph = film.radiograph): Promise<readonly string[]> {
  const marked = prepareHips(radiograph, [{ path: '/films/film.pts', text }], { imageName: 'film.dcm', numbering: null });
  const hips = await confirmPoints(radiograph, marked, finders);
  return SIDES.map((side) => {
    const hip = hips[side];
    if (hip === undefined) return 'absent';
    return hip.ok ? (hip.value.warnings[0]?.message ?? 'fits') : hip.failure.message;
  });
}

const moved = (millimetres: number) => (point: ImagePoint) => ({
  x: point.x,
  y: point.y - millimetres / film.radiograph.spacingMm,
});

test('right points need no opinion', async () => {
  expect(await said(writtenPoints(film))).toEqual(['fits', 'fits']);
});

test('points beside the hips that the networks find are told with their distance', async () => {
  for (const message of await said(writtenPoints(film, moved(22)))) expect(message).toMatch(/lie 2[0-4] mm beside the hip/);
});

test('points of a hip on a picture without any hip are refused', async () => {
  const { width, height } = film.radiograph;
  const pixels = Float32Array.from(
    { length: width * height },
    (_, at) => 900 + 300 * Math.sin((at % width) / 23) + (at / width) * 2,
  );
  for (const message of await said(writtenPoints(film), { ...film.radiograph, pixels })) {
    expect(message).toMatch(/No hip was found on this image/);
  }
});

test('points that the networks confirm carry no warning, though their outline is faint', async () => {
  const { width, height, pixels } = film.radiograph;
  const noise = (at: number): number => 9000 * (Math.abs(Math.sin(at * 12.9898) * 43758.5453) % 1);
  const noisy = { ...film.radiograph, width, height, pixels: pixels.map((grey, at) => grey + noise(at)) };
  expect(await said(writtenPoints(film), noisy)).toEqual(['fits', 'fits']);
});
