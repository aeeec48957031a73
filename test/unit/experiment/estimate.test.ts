// An estimate over seeds and subjects: its value is the mean over seeds, and its interval draws both.

import { describe, expect, it } from 'vitest';
import { estimate, paired, type Sides } from '../../../main/experiment/report/estimate.ts';
import { quantile } from '../../../main/statistics/bootstrap.ts';
import { meanKappaOf } from '../../../main/experiment/figures/run-figures.ts';
import { plantedGrades } from './planted-answers.ts';

const kappa = ([answers = {}]: Sides): number => meanKappaOf(answers);
const difference = ([one = {}, other = {}]: Sides): number => meanKappaOf(other) - meanKappaOf(one);

describe('an estimate', () => {
  it('is the mean over seeds, inside its interval, and the same each time', () => {
    const seeds = [1, 2, 3].map((seed) => [plantedGrades(0.7, seed)]);
    const { value, low, high } = estimate(seeds, kappa, 'name');
    expect(value).toBeCloseTo(seeds.map(kappa).reduce((sum, one) => sum + one, 0) / 3, 12);
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
    expect(estimate(seeds, kappa, 'name')).toEqual({ value, low, high });
    expect(estimate(seeds, kappa, 'another name').low).not.toBe(low);
  });

  it('of a run minus itself is exactly 0', () => {
    const runs = new Map([[1, plantedGrades(0.7, 1)]]);
    expect(estimate(paired(runs, runs), difference, 'name')).toEqual({ value: 0, low: 0, high: 0 });
  });

  it('is wider if seeds differ than if they are alike', () => {
    const width = (chances: readonly number[]): number => {
      const seeds = chances.map((chance, seed) => [plantedGrades(chance, seed)]);
      const { low, high } = estimate(seeds, kappa, 'name');
      return high - low;
    };
    expect(width([0.3, 0.6, 0.9])).toBeGreaterThan(1.5 * width([0.6, 0.6, 0.6]));
  });

  it('has the percentiles 2.5 and 97.5 of its draws as bounds; the percentiles 2 and 97 would be noticed', () => {
    const drawn: number[] = [];
    const recorded = (sides: Sides): number => {
      drawn.push(kappa(sides));
      return kappa(sides);
    };
    const { low, high } = estimate([[plantedGrades(0.7, 1)]], recorded, 'name');
    const sorted = drawn.slice(1).toSorted((a, b) => a - b); // the first is the value itself
    expect(sorted).toHaveLength(1000);
    const areFrom = (lower: number, upper: number): boolean =>
      Math.abs(low - quantile(sorted, lower)) < 1e-12 && Math.abs(high - quantile(sorted, upper)) < 1e-12;
    expect(areFrom(0.025, 0.975)).toBe(true);
    expect(areFrom(0.02, 0.97)).toBe(false);
  });

  it('is not defined without runs', () => {
    expect(estimate([], kappa, 'name')).toEqual({ value: Number.NaN, low: Number.NaN, high: Number.NaN });
  });

  it('pairs only the seeds that both settings have', () => {
    const one = new Map([1, 2].map((seed) => [seed, plantedGrades(0.5, seed)] as const));
    const other = new Map([2, 3].map((seed) => [seed, plantedGrades(0.9, seed)] as const));
    expect(paired(one, other)).toEqual([[one.get(2), other.get(2)]]);
  });
});
