// Reads BoneFinder points files: `version`, `n_points`, and one `x y` a line between braces. The last brace may lack a newline.

import { failed, success, type Result } from '../domain/failure.ts';

/** A point as written: millimetres, or pixels where the image had no spacing. */
export interface WrittenPoint {
  readonly x: number;
  readonly y: number;
}

/** More than the largest points file by a wide margin; longer text is not read as points. */
const LONGEST_TEXT = 1_000_000;

/** The points in file order. */
export function parsePoints(text: string): Result<readonly WrittenPoint[]> {
  const body =
    text.length > LONGEST_TEXT
      ? null
      : /^\s*version:\s*\d+\s+n_points:\s*(\d+)\s*\{([^{}]*)\}\s*$/.exec(text.replace(/^\uFEFF/, ''));
  if (body === null) {
    return failed(
      'landmarks-malformed',
      'BoneFinder points were expected (version, n_points, and the points between braces), but the text is different. Export the points again.',
    );
  }
  const lines = body[2].split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
  const points: WrittenPoint[] = [];
  for (const line of lines) {
    const [x, y, ...rest] = line.trim().split(/\s+/).map(Number);
    if (!Number.isFinite(x) || !Number.isFinite(y) || rest.length > 0) {
      return failed(
        'landmarks-malformed',
        `Point ${points.length} should be two numbers, x and y, but reads "${line.trim().slice(0, 40)}". Export the points again.`,
      );
    }
    points.push({ x, y });
  }
  return points.length === Number(body[1])
    ? success(points)
    : failed(
        'landmarks-count',
        `The file announces ${body[1]} points and holds ${points.length}. It was cut off or edited; export the points again.`,
      );
}
