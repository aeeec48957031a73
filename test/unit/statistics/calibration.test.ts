import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  atTemperature,
  calibrationBins,
  expectedCalibrationError,
  fitTemperature,
  logLoss,
} from '../../../main/statistics/calibration.ts';

const reference = z
  .object({
    probabilities: z.array(z.array(z.number())),
    truth: z.array(z.number()),
    logLoss: z.number(),
    temperature: z.number(),
    logLossAtBest: z.number(),
    calibrationError: z.number(),
  })
  .parse(JSON.parse(readFileSync(new URL('../../fixtures/statistics/calibration.json', import.meta.url), 'utf8')));
const answers = reference.truth.map((truth, at) => ({ truth, probabilities: reference.probabilities[at] ?? [] }));

describe('calibration', () => {
  it('agrees with numpy on the expected calibration error of equal-mass bins', () => {
    expect(expectedCalibrationError(answers)).toBeCloseTo(reference.calibrationError, 12);
  });

  it('agrees with scipy on the temperature and its log loss', () => {
    expect(logLoss(answers)).toBeCloseTo(reference.logLoss, 12);
    const temperature = fitTemperature(answers);
    expect(Math.abs(temperature / reference.temperature - 1)).toBeLessThan(1e-6);
    expect(logLoss(answers, temperature)).toBeCloseTo(reference.logLossAtBest, 9);
  });

  it('is the mean gap, by hand: two bins of two answers', () => {
    const four = [
      { probabilities: [0.6, 0.4], truth: 0 },
      { probabilities: [0.6, 0.4], truth: 1 },
      { probabilities: [0.1, 0.9], truth: 1 },
      { probabilities: [0.9, 0.1], truth: 0 },
    ];
    expect(calibrationBins(four, 2)).toEqual([
      { items: 2, confidence: 0.6, accuracy: 0.5 },
      { items: 2, confidence: 0.9, accuracy: 1 },
    ]);
    expect(expectedCalibrationError(four, 2)).toBeCloseTo(0.1, 12);
  });

  it('keeps the predicted grade at any temperature, and the probabilities at 1', () => {
    for (const { probabilities } of answers.slice(0, 10)) {
      const top = probabilities.indexOf(Math.max(...probabilities));
      for (const temperature of [0.2, 3]) {
        const changed = atTemperature(probabilities, temperature);
        expect(changed.indexOf(Math.max(...changed))).toBe(top);
        expect(changed.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
      }
      atTemperature(probabilities, 1).forEach((value, grade) => expect(value).toBeCloseTo(probabilities[grade] ?? NaN, 12));
    }
  });

  it('is NaN without answers', () => {
    expect(expectedCalibrationError([])).toBeNaN();
  });
});
