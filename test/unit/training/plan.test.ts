// Everything decided before the first step: masks from labels, learning rates, augmentation, recipes.

import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { perQuadrant } from '../../../main/domain/quadrant.ts';
import type { Grade } from '../../../main/domain/grade.ts';
import { seededRandom } from '../../../main/domain/random.ts';
import { drawAugmentation, onPicture, plainView } from '../../../main/training/augmentation.ts';
import type { HipLabels } from '../../../main/training/tasks/hip-set.ts';
import { parseRecipe } from '../../../main/training/recipe.ts';
import { extendSettings, describeExtension } from '../../../main/training/extension.ts';
import { loopSettings, type LoopSettings } from '../../../main/training/loop-settings.ts';
import { epochPlan } from '../../../main/training/run-plan.ts';
import { momentumInCycle, rateInCycle, rateShare } from '../../../main/training/schedule.ts';
import { supervise } from '../../../main/training/tasks/hip-supervision.ts';
import { tinyRecipe } from './synthetic-hips.ts';

const { cycles }: { cycles: { steps: number; warmUp: number; low: number; high: number; rates: number[]; momenta: number[] }[] } =
  JSON.parse(readFileSync(new URL('../../fixtures/training/one-cycle.json', import.meta.url), 'utf8'));

const strong = (grade: Grade): HipLabels => ({ kind: 'strong', quadrants: perQuadrant(() => ({ kind: 'graded', grade })) });
const weak = (diseased: boolean): HipLabels => ({ kind: 'weak', diseased });
const all = <T>(value: T) => perQuadrant(() => value);

describe('supervision', () => {
  it.each(['strong-only', 'masked', 'dual-head-mil', 'oracle'] as const)(
    '%s: a strong hip feeds the ordinal and the global loss',
    (strategy) => {
      expect(supervise(strong(2), strategy)).toEqual({ diseased: true, global: true, noisyOr: false, quadrants: all(2) });
    },
  );

  it('strong-only and oracle leave out weak hips', () => {
    expect(supervise(weak(true), 'strong-only')).toBeUndefined();
    expect(supervise(weak(false), 'oracle')).toBeUndefined();
  });

  it('masked pulls weak negatives towards 0 and masks the quadrants of weak positives', () => {
    expect(supervise(weak(false), 'masked')).toEqual({ diseased: false, global: true, noisyOr: false, quadrants: all(0) });
    expect(supervise(weak(true), 'masked')).toEqual({ diseased: true, global: true, noisyOr: false, quadrants: all(undefined) });
  });

  it.each(['dual-head-mil', 'soft-or'] as const)(
    '%s also sends weak positives through the joint loss over all quadrants',
    (strategy) => {
      expect(supervise(weak(true), strategy)).toMatchObject({ global: true, noisyOr: true });
      expect(supervise(weak(false), strategy)).toMatchObject({ noisyOr: false, quadrants: all(0) });
    },
  );

  it('pure-mil never uses the global loss', () => {
    expect(supervise(strong(0), 'pure-mil')).toMatchObject({ global: false, quadrants: all(0) });
    expect(supervise(weak(false), 'pure-mil')).toEqual({
      diseased: false,
      global: false,
      noisyOr: true,
      quadrants: all(undefined),
    });
  });

  it('a missing grade is masked, and a hip without any positive grade is then neither healthy nor diseased', () => {
    const labels: HipLabels = {
      kind: 'strong',
      quadrants: perQuadrant((quadrant) => (quadrant === 'femur-superior' ? { kind: 'missing' } : { kind: 'graded', grade: 0 })),
    };
    const supervision = supervise(labels, 'masked');
    expect(supervision?.quadrants['femur-superior']).toBeUndefined();
    expect(supervision?.global).toBe(false);
  });
});

describe('the learning rate', () => {
  it('of one-cycle rises from 1/25 to the peak and falls almost to zero', () => {
    const share = (step: number) => rateShare({ kind: 'one-cycle', warmUp: 0.25 }, step, 100);
    expect(share(0)).toBeCloseTo(1 / 25, 12);
    expect(share(24)).toBe(1);
    expect(share(12)).toBeLessThan(share(13));
    expect(share(99)).toBeCloseTo(1 / 25 / 1e4, 15);
  });

  it.each(cycles)("of one-cycle over $steps steps, warm-up $warmUp, is PyTorch's, and so is the momentum", (cycle) => {
    const { steps, warmUp, low, high, rates, momenta } = cycle;
    const schedule = { kind: 'one-cycle', warmUp, momentum: { low, high } } as const;
    const run = { first: 0, epochs: 1, share: 1 };
    for (const [step, rate] of rates.entries()) {
      const at = { step, stepsPerEpoch: steps, reductions: 0 };
      expect(rateInCycle(schedule, run, at)).toBeCloseTo(rate, 12);
      expect(momentumInCycle(schedule, run, at)).toBeCloseTo(momenta[step], 12);
    }
  });

  it('leaves the momentum to the optimizer unless the recipe moves it', () => {
    const at = { step: 3, stepsPerEpoch: 10 };
    expect(momentumInCycle({ kind: 'one-cycle', warmUp: 0.3 }, { first: 0, epochs: 1, share: 1 }, at)).toBeNull();
    expect(momentumInCycle({ kind: 'cosine', warmUp: 0.3 }, { first: 0, epochs: 1, share: 1 }, at)).toBeNull();
  });

  it('of cosine with warm-up rises linearly', () => {
    expect(rateShare({ kind: 'cosine', warmUp: 0.1 }, 4, 100)).toBeCloseTo(0.5, 12);
    expect(rateShare({ kind: 'cosine', warmUp: 0.1 }, 55, 100)).toBeCloseTo(0.5, 12);
  });

  it('always stays in (0, 1]', () => {
    const kinds = fc.constantFrom('one-cycle', 'cosine', 'constant');
    const cases = fc.tuple(kinds, fc.double({ min: 0, max: 0.9, noNaN: true }), fc.integer({ min: 1, max: 500 }), fc.nat(499));
    fc.assert(
      fc.property(cases, ([kind, warmUp, steps, step]) => {
        const share = rateShare({ kind, warmUp }, Math.min(step, steps - 1), steps);
        expect(share).toBeGreaterThan(0);
        expect(share).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('an extension', () => {
  const settings = loopSettings.strip().parse({
    ...tinyRecipe,
    stages: [
      { size: 16, epochs: 4 },
      { size: 32, epochs: 6 },
    ],
    schedule: { kind: 'one-cycle', warmUp: 0.2 },
  });
  const rates = (extended: LoopSettings) =>
    epochPlan(extended).flatMap(({ cycle }, epoch) =>
      [0, 1].map((step) => rateInCycle(extended.schedule, cycle, { step: 2 * epoch + step, stepsPerEpoch: 2, reductions: 0 })),
    );

  it('restarts a finished schedule at a tenth of the rate and leaves earlier rates unchanged', () => {
    const extended = extendSettings(settings, { reached: 10, epochs: 5 });
    expect(extended.extensions).toEqual([{ after: 10, epochs: 5, share: 0.1 }]);
    const [before, after] = [rates(settings), rates(extended)];
    expect(after.slice(0, 20)).toEqual(before);
    // Ten steps of its own: from 1/25 of a tenth, in one step to a tenth, then down almost to zero.
    expect(after[20]).toBeCloseTo(0.1 / 25, 12);
    expect(after[21]).toBeCloseTo(0.1, 12);
    expect(after[29]).toBeLessThan(0.005);
    expect(epochPlan(extended)[14]).toMatchObject({ size: { height: 32 }, stage: 1 });
    expect(describeExtension({ after: 10, epochs: 5, share: 0.1 }, extended)).toMatch(
      /after epoch 10: the one-cycle .*\(0\.0020\)/,
    );
  });

  it('starts where an early stopped run ended, at the picture size it had reached', () => {
    const extended = extendSettings(settings, { reached: 3, epochs: 2, share: 1 });
    expect(epochPlan(extended).map(({ size, cycle }) => [size.height, cycle.share * cycle.epochs])).toEqual([
      [16, 10],
      [16, 10],
      [16, 10],
      [16, 2],
      [16, 2],
    ]);
    expect(epochPlan(extendSettings(extended, { reached: 4, epochs: 3 })).map(({ cycle }) => cycle.first)).toEqual([
      0, 0, 0, 3, 4, 4, 4,
    ]);
  });

  it.each([
    { kind: 'constant', warmUp: 0.1 },
    { kind: 'reduce-on-plateau', factor: 0.1, patience: 2 },
  ] as const)('continues at the rate of a schedule without an end: $kind', (schedule) => {
    const [before, after] = [
      rates({ ...settings, schedule }),
      rates(extendSettings({ ...settings, schedule }, { reached: 10, epochs: 2 })),
    ];
    expect(after.slice(20)).toEqual(Array(4).fill(before[19]));
  });
});

const square = (edge: number) => ({ height: edge, width: edge });

describe('augmentation', () => {
  it('without changes maps pixel edges onto pixel edges, so halving a picture averages pairs', () => {
    expect(plainView({ crop: square(224), picture: square(112) }).matrix).toEqual([2, -0, 0.5, 0, 2, 0.5]);
    expect(onPicture(plainView({ crop: square(224), picture: square(224) }), { x: 3, y: 7 })).toEqual({ x: 3, y: 7 });
  });

  it('moves landmarks together with the picture', () => {
    const sizes = { crop: square(224), picture: square(112) };
    const limits = { rotationDegrees: 10, shiftPixels: 8, scale: 0.1, gain: 0.2, offset: 0.1 };
    fc.assert(
      fc.property(fc.integer(), fc.nat(111), fc.nat(111), (seed, x, y) => {
        const augmentation = drawAugmentation(limits, sizes, seededRandom(seed));
        const [a, b, tx, c, d, ty] = augmentation.matrix;
        const back = onPicture(augmentation, { x: a * x + b * y + tx, y: c * x + d * y + ty });
        expect(back.x).toBeCloseTo(x, 9);
        expect(back.y).toBeCloseTo(y, 9);
      }),
    );
  });
});

describe('a bent grey scale', () => {
  it('rises from black to white, and a limit of 0 leaves every grey', () => {
    const limits = { rotationDegrees: 0, shiftPixels: 0, scale: 0, gain: 0, offset: 0 };
    const sizes = { crop: square(224), picture: square(112) };
    const curve = (tone: number, seed: number) => [
      ...(drawAugmentation({ ...limits, tone }, sizes, seededRandom(seed)).tone ?? []),
    ];
    expect(curve(0, 1)).toEqual([...Array(256).keys()]);
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const greys = curve(1, seed);
        expect([greys[0], greys.at(-1), greys.length]).toEqual([0, 255, 256]);
        expect(greys).toEqual(greys.toSorted((one, other) => one - other));
      }),
    );
  });
});

describe('a recipe', () => {
  it('with an unknown key or a value out of range is refused, and the entry is named', () => {
    const refusal = (recipe: object) => {
      const parsed = parseRecipe(JSON.stringify(recipe));
      return parsed.ok ? '' : parsed.failure.message;
    };
    expect(refusal({ ...tinyRecipe, colour: 'red' })).toContain('colour');
    expect(refusal({ ...tinyRecipe, optimizer: { ...tinyRecipe.optimizer, learningRate: -1 } })).toContain(
      'optimizer.learningRate',
    );
    expect(parseRecipe('{')).toMatchObject({ ok: false, failure: { code: 'recipe-malformed' } });
  });

  it('in resources is accepted by the trainer', () => {
    const folder = new URL('../../../resources/recipes/', import.meta.url);
    const names = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names)
      expect(parseRecipe(readFileSync(new URL(name, folder), 'utf8'))).toMatchObject({
        ok: true,
        value: { name: name.slice(0, -5) },
      });
  });
});
