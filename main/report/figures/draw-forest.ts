// Draws a forest: one row for each name, its value as a dot, its interval as a line, and an upright line where nothing differs.

import { axisScale } from './axis-scale.ts';
import type { DrawnPanel, PanelTools } from './draw-chart.ts';
import type { Mark, Point } from './drawing.ts';
import type { Forest } from './figure.ts';
import { dot, LINES, seriesInk, TEXT } from './inks.ts';

/** In points. */
const WIDTH = 210;
const ROW = 12;
const TICK = 3;

export function drawForest({ label, rows, nothing }: Forest, { widthOf }: PanelTools): DrawnPanel {
  const known = rows.filter(({ value }) => Number.isFinite(value));
  const limits = known.flatMap(({ value, low = value, high = value }) => [value, low, high]).filter(Number.isFinite);
  const x = axisScale({ label }, [...limits, nothing], { from: 0, to: WIDTH });
  const left = Math.max(0, ...known.map(({ name }) => widthOf(name, TEXT.size))) + 8;
  const [top, height] = [4, known.length * ROW + 4];
  const at = (value: number, y: number): Point => ({ x: left + x.place(value), y });
  const upright = (value: number, colour: string): Mark => line([at(value, top), at(value, top + height)], colour, 0.6);
  const marks: Mark[] = [
    ...x.ticks.map(({ at: place }) =>
      line(
        [
          { x: left + place, y: top },
          { x: left + place, y: top + height },
        ],
        LINES.grid,
        0.5,
      ),
    ),
    upright(nothing, LINES.chance),
    ...known.flatMap(({ name, value, low, high }, row): Mark[] => {
      const y = top + 2 + (row + 0.5) * ROW;
      const ink = seriesInk(0);
      const interval =
        low === undefined || high === undefined || !Number.isFinite(low) || !Number.isFinite(high)
          ? []
          : [line([at(low, y), at(high, y)], ink.colour, 1)];
      return [text({ x: left - 8, y: y + TEXT.size * 0.36 }, name, 'end'), ...interval, dot(at(value, y), ink, 2.3)];
    }),
    line([at(x.floor, top + height), { x: left + WIDTH, y: top + height }], LINES.frame, 0.7),
    ...x.ticks.flatMap(({ at: place, label: number }) => [
      line(
        [
          { x: left + place, y: top + height },
          { x: left + place, y: top + height + TICK },
        ],
        LINES.frame,
        0.7,
      ),
      text({ x: left + place, y: top + height + TICK + TEXT.size }, number, 'middle'),
    ]),
    text({ x: left + WIDTH / 2, y: top + height + TICK + 2 * TEXT.size + 4 }, label, 'middle'),
  ];
  return { width: left + WIDTH + 10, height: top + height + TICK + 2 * TEXT.size + 8, marks };
}

function line(points: readonly Point[], colour: string, width: number): Mark {
  return { kind: 'line', points, colour, width };
}

function text(at: Point, content: string, anchor: 'middle' | 'end'): Mark {
  return { kind: 'text', at, text: content, size: TEXT.size, colour: TEXT.colour, anchor };
}
