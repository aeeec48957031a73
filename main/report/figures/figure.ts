// A figure as data: what it shows, not where it stands on the page. `draw-figure.ts` lays it out, `printed-files.ts` prints it.

export interface Figure {
  /** The name of its files, without an ending. */
  readonly name: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  /** How many panels stand side by side. By default at most three. */
  readonly columns?: number;
}

export type Panel = Chart | Matrix | Picture | Forest;

/** Lines, points and bars over two axes. Series of one name have one colour and one entry in the legend of the figure. */
export interface Chart {
  readonly kind: 'chart';
  readonly title?: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** A line from corner to corner: chance in a ROC curve, and agreement in a reliability curve. */
  readonly diagonal?: boolean;
}

export interface Axis {
  readonly label: string;
  /** The ends of the axis. Without them, round numbers around all values and their intervals. */
  readonly low?: number;
  readonly high?: number;
  readonly scale?: 'linear' | 'log';
  /** Names at 0, 1, 2 and so on, in place of numbers. */
  readonly names?: readonly string[];
}

export interface Series {
  readonly name: string;
  /** Intervals are a band around a line, and whiskers on points, dotted lines and bars. A dotted line is for few values. */
  readonly as: 'line' | 'dotted-line' | 'points' | 'bars';
  readonly values: readonly Value[];
}

/** Values that are not defined (NaN) are left out, and a line has a gap there. */
export interface Value {
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
}

/** Many named values with their intervals, one under the other. */
export interface Forest {
  readonly kind: 'forest';
  readonly title?: string;
  /** What the values are, under their axis. */
  readonly label: string;
  readonly rows: readonly { readonly name: string; readonly value: number; readonly low?: number; readonly high?: number }[];
  /** Where an upright line stands: the value of no difference. */
  readonly nothing: number;
}

/** A table of numbers, each on a colour: a confusion matrix, a grid of settings, a heatmap of counts. */
export interface Matrix {
  readonly kind: 'matrix';
  readonly title?: string;
  readonly rows: MatrixSide;
  readonly columns: MatrixSide;
  readonly cells: readonly (readonly number[])[]; // [row, column]
  /** How many digits after the point are printed. */
  readonly digits: number;
}

interface MatrixSide {
  readonly label: string;
  readonly names: readonly string[];
}

/** Pixels, such as a mean heatmap over a mean radiograph. */
export interface Picture {
  readonly kind: 'picture';
  readonly title?: string;
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array; // [height, width, 3]
}

/** An axis of shares and probabilities. */
export function unitAxis(label: string): Axis {
  return { label, low: 0, high: 1 };
}
