// The trials of heatmaps, on an honest model and on planted ones that each fail one trial.

import { expect, it } from 'vitest';
import { success, valueOrThrow, type Result } from '../../../../main/domain/failure.ts';
import { seededRandom } from '../../../../main/domain/random.ts';
import { evidenceWarnings, failedTrials, type EvidenceTrial } from '../../../../main/domain/training/evidence-trials.ts';
import type { Explainer, Explanation } from '../../../../main/learning/evidence/explainer.ts';
import { erased, marked, markArea } from '../../../../main/learning/evidence/changed-picture.ts';
import {
  erasedJointTrial,
  likenessTrial,
  outlineTrial,
  repeatabilityTrial,
  type TrialPicture,
  type TrialPictures,
} from '../../../../main/learning/evidence/trials.ts';

const SIZE = { height: 64, width: 64 };
const GRID = 8;
const random = seededRandom('trials');

/** A picture with a bright spot somewhere inside the joint, which is its disease. */
function diseased(): TrialPicture {
  const [x0, y0] = [Math.round(random.between(20, 44)), Math.round(random.between(20, 44))];
  const near = (at: number, radius: number): boolean => Math.hypot((at % 64) - x0, Math.floor(at / 64) - y0) <= radius;
  const pixels = Uint8Array.from({ length: 64 * 64 }, (_, at) => (near(at, 5) ? 220 : 60 + random.between(0, 20)));
  const joint = pixels.map((_, at) => (Math.hypot((at % 64) - 32, Math.floor(at / 64) - 32) <= 28 ? 1 : 0));
  return { pixels, joint, outlines: { spot: pixels.map((_, at) => (near(at, 5) ? 1 : 0)) }, healthy: false };
}

const pictures: TrialPictures = { size: SIZE, pictures: Array.from({ length: 12 }, diseased), data: 'spots' };

type Explain = Pick<Explainer, 'explain'>;

function explaining(of: (pixels: Uint8Array) => Omit<Explanation, 'answer'>): Explain {
  return { explain: async (many) => success(many.map((pixels) => [{ answer: 'spot', ...of(pixels) }])) };
}

/** The mean brightness above the background in each cell. */
function brightness(pixels: Uint8Array): Float32Array {
  const cell = 64 / GRID;
  return Float32Array.from({ length: GRID * GRID }, (_, at) => {
    const [left, top] = [(at % GRID) * cell, Math.floor(at / GRID) * cell];
    let sum = 0;
    for (let y = top; y < top + cell; y++)
      for (let x = left; x < left + cell; x++) sum += Math.max(0, (pixels[y * 64 + x] ?? 0) - 100);
    return sum / cell ** 2;
  });
}

const grid = (values: Float32Array) => ({ values, height: GRID, width: GRID });
const sees = (values: Float32Array): number => Math.min(1, values.reduce((sum, value) => sum + value, 0) / 60);

const honest = explaining((pixels) => ({ presence: sees(brightness(pixels)), map: grid(brightness(pixels)) }));
const noise = explaining(() => ({ presence: 1, map: grid(new Float32Array(GRID ** 2).map(() => random.next())) }));
const centre = grid(
  Float32Array.from({ length: GRID ** 2 }, (_, at) => Math.exp(-Math.hypot((at % GRID) - 3.5, Math.floor(at / GRID) - 3.5))),
);

const outcome = async (trial: Promise<Result<EvidenceTrial>>): Promise<EvidenceTrial['outcome']> =>
  valueOrThrow(await trial).outcome;

it('lets a model pass whose map shows what it sees', async () => {
  expect(await outcome(likenessTrial('weight-randomisation', honest, [noise, noise], pictures))).toBe('passed');
  expect(await outcome(repeatabilityTrial(honest, pictures, 1))).toBe('passed');
  expect(await outcome(erasedJointTrial(honest, pictures))).toBe('passed');
  expect(await outcome(outlineTrial(honest, pictures))).toBe('passed');
});

it('fails a map that looks the same whatever the weights', async () => {
  const blob = explaining(() => ({ presence: 1, map: centre }));
  expect(await outcome(likenessTrial('weight-randomisation', blob, [blob], pictures))).toBe('failed');
  expect(await outcome(likenessTrial('label-permutation', blob, [blob], pictures))).toBe('failed');
});

it('fails a map that is drawn by chance', async () => {
  expect(await outcome(repeatabilityTrial(noise, pictures, 1))).toBe('failed');
});

it('fails a model that finds disease where the joint was erased', async () => {
  const corner = explaining((pixels) => ({ presence: 0.9, map: grid(brightness(pixels).map((value) => value + 1)) }));
  expect(await outcome(erasedJointTrial(corner, pictures))).toBe('failed');
});

it('fails a map that lies beside the finding', async () => {
  const corner = grid(Float32Array.from({ length: GRID ** 2 }, (_, at) => (at === 0 ? 1 : 0)));
  expect(
    await outcome(
      outlineTrial(
        explaining(() => ({ presence: 1, map: corner })),
        pictures,
      ),
    ),
  ).toBe('failed');
});

it('does not run on pictures without outlines, or with too few maps that find disease', async () => {
  const without = { ...pictures, pictures: pictures.pictures.map((picture) => ({ ...picture, outlines: {} })) };
  expect(valueOrThrow(await outlineTrial(honest, without))).toMatchObject({
    outcome: 'not-run',
    why: expect.stringContaining('outlines'),
  });
  const calm = explaining((pixels) => ({ presence: 0.1, map: grid(brightness(pixels)) }));
  expect(valueOrThrow(await erasedJointTrial(calm, pictures))).toMatchObject({
    outcome: 'not-run',
    why: expect.stringContaining('0 maps'),
  });
});

it('names each failed trial with its value in a warning, and says nothing of a model that passed', () => {
  const trials: EvidenceTrial[] = [
    { trial: 'weight-randomisation', outcome: 'failed', value: 0.551, threshold: 0.3, maps: 40 },
    { trial: 'repeatability', outcome: 'passed', value: 0.9, threshold: 0.8, maps: 40 },
    { trial: 'energy-in-outline', outcome: 'not-run', why: 'no outlines' },
  ];
  const evidence = { trials, data: 'phantoms', seed: 1 };
  expect(failedTrials(evidence)).toEqual([
    'failed: weight randomisation (0.55, below 0.3 wanted): networks of random weights draw similar maps',
  ]);
  expect(evidenceWarnings(evidence)).toMatchObject([
    { code: 'evidence-failed', message: expect.stringContaining('Failed: weight randomisation (0.55, below 0.3 wanted)') },
  ]);
  expect(evidenceWarnings({ ...evidence, trials: trials.slice(1) })).toEqual([]);
  expect(evidenceWarnings(undefined)).toEqual([]);
});

it('erases the joint to the grey around it and leaves the rest as it is', () => {
  const [picture] = pictures.pictures;
  if (picture === undefined) throw new Error('There is no picture.');
  const without = erased(picture.pixels, picture.joint, SIZE);
  const spot = picture.outlines['spot'];
  const inside = [...without].filter((_, at) => spot?.[at] === 1);
  expect(Math.max(...inside)).toBeLessThan(85);
  expect(without[0]).toBe(picture.pixels[0]);
});

it('plants a mark only inside its area', () => {
  const plain = new Uint8Array(64 * 64).fill(100);
  const area = markArea(SIZE);
  expect(marked(plain, SIZE).every((value, at) => (area[at] === 1 ? value === 0 || value === 255 : value === 100))).toBe(true);
});
