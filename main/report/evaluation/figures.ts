// The figures of an evaluation: ROC of presence, reliability of presence, and the confusion matrix of each answer.

import type { MeasuredRows, EvaluationRow } from '../../domain/evaluation/evaluation.ts';
import { rocCurve } from '../../statistics/roc.ts';
import type { Drawing, Mark, Point } from './drawing.ts';
import { evaluationWords } from './words.ts';

const INK = '#1a1a1a';
const PALE = '#9aa3ab';
const COLOURS = ['#2c6fb0', '#b0562c', '#2a7d4f', '#8450aa', '#8a6224'] as const;
const EDGE = 260;
const LEFT = 48;
const TOP = 34;

/** Every figure by the name of its file, without an ending. */
export function evaluationFigures({ answers }: MeasuredRows, rows: readonly EvaluationRow[]): ReadonlyMap<string, Drawing> {
  const names = Object.keys(answers);
  const roc = names.map((name) => ({
    name,
    points: rocOf(rows, name).map(({ falsePositives: x, truePositives: y }) => ({ x, y })),
  }));
  const reliability = names.map((name) => ({
    name,
    points: (answers[name]?.reliability ?? []).map(({ meanProbability: x, observed: y }) => ({ x, y })),
  }));
  return new Map([
    ['roc', unitChart(evaluationWords.roc, roc)],
    ['reliability', unitChart(evaluationWords.reliability, reliability, { dots: true })],
    ...names.map((name) => [`confusion-${name}`, confusionChart(name, answers[name]?.confusion ?? [])] as const),
  ]);
}

function rocOf(rows: readonly EvaluationRow[], answer: string) {
  const known = rows.filter(({ truth }) => (truth[answer] ?? null) !== null);
  return rocCurve(
    known.map(({ truth }) => (truth[answer] ?? 0) > 0),
    known.map(({ probabilities }) => 1 - (probabilities[answer]?.[0] ?? 0)),
  );
}

interface Curve {
  readonly name: string;
  /** Both coordinates from 0 to 1, y upwards. */
  readonly points: readonly Point[];
}

function unitChart(
  words: { readonly title: string; readonly x: string; readonly y: string },
  curves: readonly Curve[],
  { dots = false } = {},
): Drawing {
  const place = ({ x, y }: Point): Point => ({ x: LEFT + x * EDGE, y: TOP + (1 - y) * EDGE });
  const line = (points: readonly Point[], colour: string, width: number): Mark => ({
    kind: 'line',
    points: points.map(place),
    colour,
    width,
  });
  const label = (at: Point, text: string, anchor: 'start' | 'middle' | 'end', colour = INK): Mark => ({
    kind: 'text',
    at,
    text,
    size: 9,
    colour,
    anchor,
  });
  const corners = [
    { x: 0, y: 1 },
    { x: 0, y: 0 },
    { x: 1, y: 0 },
  ];
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return {
    width: LEFT + EDGE + 150,
    height: TOP + EDGE + 44,
    marks: [
      { kind: 'text', at: { x: LEFT, y: 18 }, text: words.title, size: 11, colour: INK, anchor: 'start' },
      line(corners, INK, 0.8),
      line(
        [
          { x: 0, y: 0 },
          { x: 1, y: 1 },
        ],
        PALE,
        0.6,
      ),
      ...ticks.flatMap((tick) => [
        label({ x: LEFT + tick * EDGE, y: TOP + EDGE + 14 }, String(tick), 'middle'),
        label({ x: LEFT - 6, y: TOP + (1 - tick) * EDGE + 3 }, String(tick), 'end'),
      ]),
      label({ x: LEFT + EDGE / 2, y: TOP + EDGE + 32 }, words.x, 'middle'),
      label({ x: LEFT, y: TOP - 6 }, words.y, 'middle'),
      ...curves.flatMap(({ name, points }, at): Mark[] => {
        const colour = COLOURS[at % COLOURS.length] ?? INK;
        return [
          line(points, colour, 1.4),
          ...(dots ? points.map((point): Mark => ({ kind: 'circle', at: place(point), radius: 2.2, colour })) : []),
          label({ x: LEFT + EDGE + 12, y: TOP + 12 + at * 15 }, name, 'start', colour),
        ];
      }),
    ],
  };
}

function confusionChart(name: string, confusion: readonly (readonly number[])[]): Drawing {
  const cell = 44;
  const most = Math.max(1, ...confusion.flat());
  const text = (at: Point, content: string, colour = INK): Mark => ({
    kind: 'text',
    at,
    text: content,
    size: 10,
    colour,
    anchor: 'middle',
  });
  return {
    width: LEFT + confusion.length * cell + 24,
    height: TOP + 20 + confusion.length * cell + 16,
    marks: [
      { kind: 'text', at: { x: 12, y: 16 }, text: evaluationWords.confusion(name), size: 10, colour: INK, anchor: 'start' },
      ...confusion.flatMap((row, truth) => [
        text({ x: LEFT - 16, y: TOP + 20 + (truth + 0.5) * cell + 4 }, String(truth)),
        text({ x: LEFT + (truth + 0.5) * cell, y: TOP + 14 }, String(truth)),
        ...row.flatMap((count, grade): Mark[] => {
          const share = count / most;
          const at = { x: LEFT + grade * cell, y: TOP + 20 + truth * cell };
          return [
            { kind: 'box', at, width: cell - 1, height: cell - 1, colour: shade(share) },
            text({ x: at.x + cell / 2, y: at.y + cell / 2 + 4 }, String(count), share > 0.55 ? '#ffffff' : INK),
          ];
        }),
      ]),
    ],
  };
}

/** From pale to dark blue. */
function shade(share: number): string {
  const mix = (from: number, to: number): string =>
    Math.round(from + (to - from) * share)
      .toString(16)
      .padStart(2, '0');
  return `#${mix(238, 32)}${mix(243, 82)}${mix(248, 134)}`;
}
