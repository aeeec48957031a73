// Draws a chart: its axes, and lines, bands, points and bars over them.

import type { Chart, Series, Value } from './figure.ts';
import { axisScale, type AxisScale } from './axis-scale.ts';
import { boxAt, moved, type Mark, type Point } from './drawing.ts';
import { dot, LINES, TEXT, type SeriesInk } from './inks.ts';
import type { TextWidth } from './text-width.ts';

export interface DrawnPanel {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

export interface PanelTools {
  readonly inkOf: (series: string) => SeriesInk;
  readonly widthOf: TextWidth;
}

const HEIGHT = 150;
const WIDTH = 184;
const TICK = 3;

export function drawChart(chart: Chart, { inkOf, widthOf }: PanelTools): DrawnPanel {
  const edge = { width: chart.diagonal === true ? HEIGHT : WIDTH, height: HEIGHT };
  const values = chart.series.flatMap((series) => series.values);
  const heights = values.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y]);
  const bars = chart.series.some(({ as }) => as === 'bars');
  const xs = values.map(({ x }) => x).filter(Number.isFinite);
  const room = chart.x.names === undefined ? (whiskeredOf(chart).length - 1) * (BESIDE / 2) + 2 : 0;
  const x = axisScale(chart.x, xs, room > 2 ? { from: room, to: edge.width - room } : { from: 0, to: edge.width });
  const y = axisScale(chart.y, [...heights, ...(bars ? [0] : [])].filter(Number.isFinite), { from: edge.height, to: 0 });
  const labels = x.ticks.map(({ label }) => widthOf(label, TEXT.size));
  const upwards = x.named && Math.max(0, ...labels) > edge.width / x.ticks.length - 4;
  const left = Math.max(0, ...y.ticks.map(({ label }) => widthOf(label, TEXT.size))) + TICK + 14;
  const below = TICK + (upwards ? Math.max(...labels) + 2 : TEXT.size + 1);
  const overhang = upwards || x.named ? 0 : (labels.at(-1) ?? 0) / 2;
  const marks: Mark[] = [
    ...y.ticks.map(({ at }) =>
      stroke(
        [
          { x: 0, y: at },
          { x: edge.width, y: at },
        ],
        LINES.grid,
        0.5,
      ),
    ),
    ...(chart.diagonal === true
      ? [
          stroke(
            [
              { x: 0, y: edge.height },
              { x: edge.width, y: 0 },
            ],
            LINES.chance,
            0.6,
          ),
        ]
      : []),
    ...chart.series.flatMap((series) => drawSeries(series, inkOf(series.name), placesOf(series, chart, { x, y }))),
    stroke(
      [
        { x: 0, y: 0 },
        { x: 0, y: edge.height },
        { x: edge.width, y: edge.height },
      ],
      LINES.frame,
      0.7,
    ),
    ...y.ticks.flatMap(({ at, label }) => [
      stroke(
        [
          { x: -TICK, y: at },
          { x: 0, y: at },
        ],
        LINES.frame,
        0.7,
      ),
      text({ x: -TICK - 2, y: at + TEXT.size * 0.36 }, label, 'end'),
    ]),
    ...x.ticks.flatMap(({ at, label }) => [
      stroke(
        [
          { x: at, y: edge.height },
          { x: at, y: edge.height + TICK },
        ],
        LINES.frame,
        0.7,
      ),
      upwards
        ? { ...text({ x: at + TEXT.size * 0.36, y: edge.height + TICK + 2 }, label, 'end'), upwards }
        : text({ x: at, y: edge.height + TICK + TEXT.size }, label, 'middle'),
    ]),
    text({ x: edge.width / 2, y: edge.height + below + TEXT.size + 3 }, chart.x.label, 'middle'),
    { ...text({ x: TEXT.size - left, y: edge.height / 2 }, chart.y.label, 'middle'), upwards: true },
  ];
  const top = 6;
  return {
    width: left + edge.width + Math.max(2, overhang),
    height: top + edge.height + below + TEXT.size + 6,
    marks: moved(marks, { x: left, y: top }),
  };
}

/** In points. */
const BESIDE = 3;

/** Where the values of a series stand, in points, and the foot and half the width of a bar. */
interface Places {
  readonly at: (value: Value) => Point;
  readonly height: (y: number) => number;
  readonly foot: number;
  readonly half: number;
}

/** Whiskers at one place stand beside one another, or they could not be told apart. */
function whiskeredOf({ series }: Chart): readonly Series[] {
  return series.filter(({ as, values }) => (as === 'points' || as === 'dotted-line') && values.some(({ low }) => bounded(low)));
}

function placesOf(series: Series, chart: Chart, { x, y }: Record<'x' | 'y', AxisScale>): Places {
  const {
    series: all,
    x: { names },
  } = chart;
  const height = y.place;
  const foot = height(Math.max(0, y.floor));
  if (names === undefined) {
    const whiskered = whiskeredOf(chart);
    const shift = whiskered.includes(series) ? (whiskered.indexOf(series) - (whiskered.length - 1) / 2) * BESIDE : 0;
    return { at: (value) => ({ x: x.place(value.x) + shift, y: height(value.y) }), height, foot, half: 5 };
  }
  // On an axis of names, the bars and points of several series stand beside one another.
  const beside = all.filter(({ as }) => as === 'bars' || as === 'points');
  const pitch = (0.76 * (x.place(1) - x.place(0))) / Math.max(1, beside.length);
  const shift = beside.includes(series) ? (beside.indexOf(series) - (beside.length - 1) / 2) * pitch : 0;
  return { at: (value) => ({ x: x.place(value.x) + shift, y: height(value.y) }), height, foot, half: pitch * 0.44 };
}

function drawSeries({ as, values }: Series, ink: SeriesInk, places: Places): Mark[] {
  const known = values.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  switch (as) {
    case 'line':
      return [...unbroken(values).flatMap((piece) => band(piece, ink, places)), ...lines(values, ink, places)];
    case 'dotted-line': {
      const dots = known.flatMap((value) => [...whisker(value, ink.colour, places), dot(places.at(value), ink)]);
      return [...lines(values, ink, places), ...dots];
    }
    case 'points':
      return known.flatMap((value) => [...whisker(value, ink.colour, places), dot(places.at(value), ink, 2.6)]);
    case 'bars':
      return known.flatMap((value): Mark[] => {
        const { x, y } = places.at(value);
        const [top, bottom] = [Math.min(y, places.foot), Math.max(y, places.foot)];
        const points = boxAt({ x: x - places.half, y: top }, 2 * places.half, bottom - top);
        return [{ kind: 'area', points, colour: ink.colour }, ...whisker(value, LINES.frame, places)];
      });
  }
}

function lines(values: readonly Value[], { colour, dashes }: SeriesInk, { at }: Places): Mark[] {
  return unbroken(values).map((piece) => ({ ...stroke(piece.map(at), colour, 1.2), dashes }));
}

/** The stretches of a line without an undefined value. */
function unbroken(values: readonly Value[]): Value[][] {
  const pieces: Value[][] = [[]];
  for (const value of values) {
    if (Number.isFinite(value.x) && Number.isFinite(value.y)) pieces.at(-1)?.push(value);
    else pieces.push([]);
  }
  return pieces.filter(({ length }) => length > 0);
}

function band(piece: readonly Value[], { colour }: SeriesInk, { at, height }: Places): Mark[] {
  const sides = piece.flatMap((value) => {
    const { low, high } = value;
    return bounded(low) && bounded(high) ? [{ x: at(value).x, low: height(low), high: height(high) }] : [];
  });
  if (sides.length < 2) return [];
  const points = [...sides.map(({ x, high }) => ({ x, y: high })), ...sides.toReversed().map(({ x, low }) => ({ x, y: low }))];
  return [{ kind: 'area', points, colour, opacity: 0.16 }];
}

function whisker(value: Value, colour: string, { at, height }: Places): Mark[] {
  const { low, high } = value;
  if (!bounded(low) || !bounded(high)) return [];
  const { x } = at(value);
  const cap = (y: number): Mark =>
    stroke(
      [
        { x: x - 2, y },
        { x: x + 2, y },
      ],
      colour,
      0.8,
    );
  const [top, bottom] = [height(high), height(low)];
  return [
    stroke(
      [
        { x, y: top },
        { x, y: bottom },
      ],
      colour,
      0.8,
    ),
    cap(top),
    cap(bottom),
  ];
}

function bounded(limit: number | undefined): limit is number {
  return limit !== undefined && Number.isFinite(limit);
}

function stroke(points: readonly Point[], colour: string, width: number): Mark {
  return { kind: 'line', points, colour, width };
}

function text(at: Point, content: string, anchor: 'start' | 'middle' | 'end') {
  return { kind: 'text', at, text: content, size: TEXT.size, colour: TEXT.colour, anchor } as const;
}
