// Turns a run's epochs into the lines of its two charts.

import type { Epoch, Run } from '../../main/domain/training/run.ts';
import { QUADRANTS, type Quadrant } from '../../main/domain/quadrant.ts';
import type { Line } from '../chart/line-chart.tsx';
import { text } from '../text/english.ts';

/** The main figure of a run is the first of these that its task measures. */
const MAIN_FIGURES = ['meanKappa', 'quadraticKappa', 'kappa', 'accuracy', 'globalAuc'] as const;

/** Returns the main figure, or null if the task measures none of these figures. */
export function mainFigure(epochs: readonly Epoch[]): string | null {
  const names = new Set(epochs.flatMap(({ figures }) => Object.keys(figures)));
  return MAIN_FIGURES.find((name) => names.has(name)) ?? null;
}

export function lossLines(epochs: readonly Epoch[], best: Run['best']): readonly Line[] {
  const { chart } = text.train;
  return [
    { name: chart.validation, tone: 'main', points: pointsOf(epochs, ({ loss }) => loss), best: best['best-loss']?.epoch },
    { name: chart.train, tone: 'second', points: pointsOf(epochs, ({ trainLoss }) => trainLoss) },
  ];
}

/** Returns lines of the main figure and up to four others that lie between -1 and 1. Figures per quadrant are preferred. */
export function figureLines(epochs: readonly Epoch[], best: Run['best']): readonly Line[] {
  const main = mainFigure(epochs);
  if (main === null) return [];
  const parts = partsOf(epochs, main);
  const line = (name: string, tone: Line['tone'], bestEpoch?: number): Line => ({
    name: text.train.chart.figure(name),
    tone,
    points: pointsOf(epochs, ({ figures }) => figures[name] ?? null),
    best: bestEpoch,
  });
  const kept = best['best-kappa'] ?? best[`best-${main}`];
  const others = PART_TONES.flatMap((tone, at) => {
    const name = parts[at];
    return name === undefined ? [] : [line(name, tone)];
  });
  return [line(main, 'main', kept?.epoch), ...others];
}

const PART_TONES = ['a', 'b', 'c', 'd'] as const;

function partsOf(epochs: readonly Epoch[], main: string): readonly string[] {
  const shares = [...new Set(epochs.flatMap(({ figures }) => Object.keys(figures)))].filter(
    (name) => name !== main && !name.startsWith('confusion.') && epochs.every(({ figures }) => Math.abs(figures[name] ?? 0) <= 1),
  );
  const parts = shares.filter((name) => name.includes('.'));
  return parts.length > 0 ? parts : shares;
}

/** Returns the quadrants whose kappa no epoch has, although it has that of others: their validation hips all show one grade. */
export function missingFigures(epochs: readonly Epoch[]): readonly string[] {
  const names = new Set(epochs.flatMap(({ figures }) => Object.keys(figures)));
  const measured = (quadrant: Quadrant): boolean => names.has(`kappa.${quadrant}`);
  if (!QUADRANTS.some(measured)) return [];
  return QUADRANTS.filter((quadrant) => !measured(quadrant)).map((quadrant) => text.quadrant[quadrant]);
}

/** Returns the epochs after which the images grow. */
export function sizeBreaks(epochs: readonly Epoch[]): readonly { readonly epoch: number; readonly label: string }[] {
  return epochs.flatMap(({ epoch, size }, at) => {
    const next = epochs.at(at + 1)?.size ?? null;
    return next !== null && next !== size ? [{ epoch, label: text.train.chart.size(next) }] : [];
  });
}

function pointsOf(epochs: readonly Epoch[], value: (epoch: Epoch) => number | null): Line['points'] {
  return epochs.flatMap((epoch) => {
    const number = value(epoch);
    return number === null ? [] : [{ epoch: epoch.epoch, value: number }];
  });
}

/** Two runs of one recipe are told apart by their number, the newest first. */
export function runNames(runs: readonly { readonly recipe: Pick<Run['recipe'], 'name'> }[]): readonly string[] {
  const recipes = runs.map(({ recipe }) => recipe.name);
  return recipes.map((name, at) => {
    if (recipes.indexOf(name) === recipes.lastIndexOf(name)) return name;
    return `${name} ${recipes.slice(0, at + 1).filter((other) => other === name).length}`;
  });
}
