import { describe, expect, it } from 'vitest';
import type { Epoch } from '../../../../main/domain/training/run.ts';
import { differingSettings } from '../../../../renderer/train/differences.ts';
import {
  figureLines,
  lossLines,
  mainFigure,
  missingFigures,
  runNames,
  sizeBreaks,
} from '../../../../renderer/train/run-lines.ts';

const epoch = (number: number, figures: Record<string, number>, size = 112): Epoch => ({
  epoch: number,
  trainLoss: 2 / number,
  loss: 3 / number,
  size,
  figures,
  best: [],
});

const hips = [
  epoch(1, { meanKappa: 0.1, 'kappa.femur-superior': 0.2, 'kappa.femur-inferior': 0, globalAuc: 0.7 }),
  epoch(2, { meanKappa: 0.3, 'kappa.femur-superior': 0.4, 'kappa.femur-inferior': 0.2, globalAuc: 0.8 }, 224),
];

describe('the lines of a run', () => {
  it('say which quadrants have no line, because no validation hip decides their kappa', () => {
    expect(missingFigures(hips)).toEqual(['Acetabulum superior', 'Acetabulum inferior']);
    expect(missingFigures([epoch(1, { accuracy: 0.5 })])).toEqual([]);
  });

  it('have the name of the recipe, and a number if another run has the same', () => {
    const runs = ['masked', 'oracle', 'masked'].map((name) => ({ recipe: { name } }));
    expect(runNames(runs)).toEqual(['masked 1', 'oracle', 'masked 2']);
  });

  it('put both losses on one axis and mark the lowest validation loss', () => {
    const [validation, train] = lossLines(hips, { 'best-loss': hips[1] });
    expect(validation).toMatchObject({
      name: 'Validation',
      best: 2,
      points: [
        { epoch: 1, value: 3 },
        { epoch: 2, value: 1.5 },
      ],
    });
    expect(train.best).toBeUndefined();
  });

  it('show mean kappa before its quadrants, and leave out other figures', () => {
    const lines = figureLines(hips, { 'best-kappa': hips[1] });
    expect(lines.map(({ name }) => name)).toEqual(['Mean kappa', 'Femur superior', 'Femur inferior']);
    expect(lines[0].best).toBe(2);
  });

  it('show what another task measures', () => {
    const knees = [epoch(1, { accuracy: 0.4, quadraticKappa: 0.5 })];
    expect(mainFigure(knees)).toBe('quadraticKappa');
    expect(figureLines(knees, {}).map(({ name }) => name)).toEqual(['Kappa (quadratic)', 'Accuracy']);
    expect(figureLines([epoch(1, {})], {})).toEqual([]);
  });

  it('mark where the images grew', () => {
    expect(sizeBreaks(hips)).toEqual([{ epoch: 1, label: '224 px' }]);
  });
});

describe('the differences between runs', () => {
  it('are the settings that differ, and none for a single run', () => {
    const runs: { settings: Record<string, string> }[] = [
      { settings: { name: 'a', seed: '1', batch: '32' } },
      { settings: { name: 'b', seed: '2', batch: '32', budget: '100' } },
    ];
    expect(differingSettings(runs)).toEqual(['seed', 'budget']);
    expect(differingSettings(runs.slice(0, 1))).toEqual([]);
  });
});
