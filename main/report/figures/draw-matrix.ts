// Draws a matrix of numbers, the darker the higher, and a picture.

import { encode } from 'fast-png';
import type { Matrix, Picture } from './figure.ts';
import type { DrawnPanel, PanelTools } from './draw-chart.ts';
import { boxAt, moved, type Mark, type Point } from './drawing.ts';
import { shade, TEXT } from './inks.ts';

const LINE = TEXT.size + 3;

export function drawMatrix({ rows, columns, cells, digits }: Matrix, { widthOf }: PanelTools): DrawnPanel {
  const printed = cells.map((row) => row.map((value) => (Number.isNaN(value) ? '' : value.toFixed(digits))));
  const widest = Math.max(0, ...[...columns.names, ...printed.flat()].map((one) => widthOf(one, TEXT.size)));
  const cell = { width: Math.max(30, widest + 8), height: 24 };
  const left = LINE + Math.max(0, ...rows.names.map((name) => widthOf(name, TEXT.size))) + 8;
  const known = cells.flat().filter(Number.isFinite);
  // Counts are shaded from 0; other numbers over their own range, because they may all lie close together.
  const [low, high] = [digits === 0 ? 0 : Math.min(...known), Math.max(...known)];
  const box = { width: cell.width * columns.names.length, height: cell.height * rows.names.length };
  const middle = (at: number): number => (at + 0.5) * cell.height + TEXT.size * 0.36;
  const marks: Mark[] = [
    text({ x: box.width / 2, y: -LINE - 3 }, columns.label, 'middle'),
    ...columns.names.map((name, at) => text({ x: (at + 0.5) * cell.width, y: -4 }, name, 'middle')),
    { ...text({ x: TEXT.size - left, y: box.height / 2 }, rows.label, 'middle'), upwards: true },
    ...rows.names.map((name, at) => text({ x: -5, y: middle(at) }, name, 'end')),
    ...cells.flatMap((row, at) =>
      row.flatMap((value, column): Mark[] => {
        const { fill, ink } = shade(Number.isNaN(value) || high === low ? 0 : (value - low) / (high - low));
        const corner = { x: column * cell.width, y: at * cell.height };
        return [
          { kind: 'area', points: boxAt(corner, cell.width - 0.8, cell.height - 0.8), colour: fill },
          { ...text({ x: corner.x + cell.width / 2, y: middle(at) }, printed[at]?.[column] ?? '', 'middle'), colour: ink },
        ];
      }),
    ),
  ];
  const top = 2 * LINE + 3;
  return { width: left + box.width, height: top + box.height + 4, marks: moved(marks, { x: left, y: top }) };
}

const PICTURE_WIDTH = 150;

export function drawPicture({ width, height, pixels }: Picture): DrawnPanel {
  const png = encode({ width, height, data: pixels, channels: 3, depth: 8 });
  const drawn = { width: PICTURE_WIDTH, height: (PICTURE_WIDTH * height) / width };
  return { width: drawn.width, height: drawn.height + 6, marks: [{ kind: 'pixels', at: { x: 0, y: 6 }, ...drawn, png }] };
}

function text(at: Point, content: string, anchor: 'middle' | 'end') {
  return { kind: 'text', at, text: content, size: TEXT.size, colour: TEXT.colour, anchor } as const;
}
