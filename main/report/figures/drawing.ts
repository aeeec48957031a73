// A drawing: marks on a page, in points. The same marks become SVG, PDF and PNG.

export interface Drawing {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

export type Mark = Line | Area | Writing | Pixels;

interface Line {
  readonly kind: 'line';
  readonly points: readonly Point[];
  readonly colour: string;
  readonly width: number;
  /** The lengths of strokes and gaps. */
  readonly dashes?: readonly number[];
}

/** A filled polygon. */
interface Area {
  readonly kind: 'area';
  readonly points: readonly Point[];
  readonly colour: string;
  readonly opacity?: number;
}

interface Writing {
  readonly kind: 'text';
  /** On the baseline. */
  readonly at: Point;
  readonly text: string;
  readonly size: number;
  readonly colour: string;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
  /** Reads from bottom to top. */
  readonly upwards?: boolean;
}

interface Pixels {
  readonly kind: 'pixels';
  readonly at: Point;
  readonly width: number;
  readonly height: number;
  readonly png: Uint8Array;
}

/** x rightwards, y downwards. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The corners of an upright box. `at` is its top left. */
export function boxAt(at: Point, width: number, height: number): Point[] {
  const [right, bottom] = [at.x + width, at.y + height];
  return [at, { x: right, y: at.y }, { x: right, y: bottom }, { x: at.x, y: bottom }];
}

/** Marks moved right and down. */
export function moved(marks: readonly Mark[], by: Point): Mark[] {
  const shift = ({ x, y }: Point): Point => ({ x: x + by.x, y: y + by.y });
  return marks.map((mark) => ('points' in mark ? { ...mark, points: mark.points.map(shift) } : { ...mark, at: shift(mark.at) }));
}
