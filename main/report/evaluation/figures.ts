// The figures of an evaluation: ROC and reliability of presence, the confusion matrix of each answer, kappas, and the recall of each grade.

import { colourOf } from '../../domain/colour-map.ts';
import type { Estimate, EvaluationRow, MeanMap, MeasuredRows } from '../../domain/evaluation/evaluation.ts';
import { rocCurve, type RocPoint } from '../../statistics/roc.ts';
import { unitAxis, type Chart, type Figure, type Panel, type Value } from '../figures/figure.ts';
import { evaluationWords } from './words.ts';

const { axes } = evaluationWords;

export function evaluationFigures(
  { answers }: MeasuredRows,
  rows: readonly EvaluationRow[],
  meanMaps: Readonly<Record<string, MeanMap>> = {},
): Figure[] {
  const measured = Object.entries(answers);
  const roc = measured.map(([name]) => ({ name, curve: rocOf(rows, name) }));
  const reliability = measured.map(([name, { reliability: bins }]) => ({
    name,
    as: 'dotted-line' as const,
    values: bins.map(({ meanProbability: x, observed: y }) => ({ x, y })),
  }));
  const isotonic = measured.flatMap(([name, { isotonic: knots = [] }]) =>
    knots.length === 0 ? [] : [{ name, as: 'line' as const, values: knots.map(({ probability: x, observed: y }) => ({ x, y })) }],
  );
  const grades = Math.max(0, ...measured.map(([, { perGrade }]) => perGrade.length));
  const names = Array.from({ length: grades }, (_, grade) => String(grade));
  return [
    { name: 'roc', title: evaluationWords.roc, panels: [rocChart(roc)] },
    {
      name: 'reliability',
      title: evaluationWords.reliability,
      panels: [{ kind: 'chart', x: unitAxis(axes.probability), y: unitAxis(axes.observed), series: reliability, diagonal: true }],
    },
    ...(isotonic.length === 0
      ? []
      : [
          {
            name: 'isotonic',
            title: evaluationWords.isotonic,
            panels: [
              {
                kind: 'chart',
                x: unitAxis(axes.probability),
                y: unitAxis(axes.observed),
                series: isotonic,
                diagonal: true,
              } as const,
            ],
          },
        ]),
    {
      name: 'confusion',
      title: evaluationWords.confusion,
      columns: 2,
      panels: measured.map(([title, { confusion }]) => {
        const own = confusion.map((_, grade) => String(grade));
        const sides = { rows: { label: axes.truth, names: own }, columns: { label: axes.model, names: own } };
        return { kind: 'matrix', title, ...sides, cells: confusion, digits: 0 };
      }),
    },
    {
      name: 'kappa',
      title: evaluationWords.kappa,
      panels: [kappaChart([{ name: evaluationWords.kappa, figures: kappasOf(answers) }], Object.keys(answers))],
    },
    {
      name: 'recall',
      title: evaluationWords.recall,
      panels: [
        {
          kind: 'chart',
          x: { label: axes.grade, names },
          y: unitAxis(axes.recall),
          series: measured.map(([name, { figures }]) => ({
            name,
            as: 'points',
            values: names.map((grade, x) => valueOf(x, figures[`recall${grade}`])),
          })),
        },
      ],
    },
    ...meanMapFigure(meanMaps),
  ];
}

/** How many pixels one cell of a map is wide. */
const CELL = 16;

function meanMapFigure(meanMaps: Readonly<Record<string, MeanMap>>): Figure[] {
  const panels = Object.entries(meanMaps).map(([name, map]) => meanMapPanel(name, map));
  return panels.length === 0 ? [] : [{ name: 'mean-heatmaps', title: evaluationWords.meanMaps, panels, columns: 2 }];
}

/** A mean map in colours of its own scale. */
export function meanMapPanel(name: string, { hips, size, values }: MeanMap): Panel {
  const most = Math.max(...values);
  const colours = values.map((value) => colourOf('inferno', value / most));
  const edge = size * CELL;
  const pixels = new Uint8Array(edge * edge * 3);
  for (let at = 0; at < edge * edge; at++) {
    const cell = Math.floor(at / edge / CELL) * size + Math.floor((at % edge) / CELL);
    pixels.set(colours[cell] ?? [0, 0, 0], at * 3);
  }
  return { kind: 'picture', title: evaluationWords.meanMap(name, hips), width: edge, height: edge, pixels };
}

/** The ROC of one answer of one model, or curves of several models. */
export function rocChart(curves: readonly { readonly name: string; readonly curve: readonly RocPoint[] }[]): Chart {
  const series = curves.map(({ name, curve }) => ({
    name,
    as: 'line' as const,
    values: curve.map(({ falsePositives: x, truePositives: y }) => ({ x, y })),
  }));
  return { kind: 'chart', x: unitAxis(axes.falsePositives), y: unitAxis(axes.truePositives), series, diagonal: true };
}

/** The kappa of each answer; of several models, beside one another. */
export function kappaChart(
  models: readonly { readonly name: string; readonly figures: Readonly<Record<string, Estimate | undefined>> }[],
  answers: readonly string[],
): Chart {
  return {
    kind: 'chart',
    x: { label: axes.answer, names: answers },
    y: { label: axes.kappa },
    series: models.map(({ name, figures }) => ({
      name,
      as: 'points',
      values: answers.map((answer, x) => valueOf(x, figures[answer])),
    })),
  };
}

export function valueOf(x: number, estimate: Estimate | undefined): Value {
  return estimate === undefined ? { x, y: Number.NaN } : { x, y: estimate.value, low: estimate.low, high: estimate.high };
}

function kappasOf(answers: MeasuredRows['answers']): Record<string, Estimate | undefined> {
  return Object.fromEntries(Object.entries(answers).map(([name, { figures }]) => [name, figures['quadraticKappa']]));
}

function rocOf(rows: readonly EvaluationRow[], answer: string): readonly RocPoint[] {
  const known = rows.filter(({ truth }) => (truth[answer] ?? null) !== null);
  return rocCurve(
    known.map(({ truth }) => (truth[answer] ?? 0) > 0),
    known.map(({ probabilities }) => 1 - (probabilities[answer]?.[0] ?? 0)),
  );
}
