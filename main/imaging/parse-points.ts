// Reads BoneFinder points files: `version`, `n_points`, and one `x y` per line between braces. The last brace may lack a newline.

import { failed, success, type Result } from '../domain/failure.ts';

/** A point as written: in millimetres, or in pixels if the image had no spacing. */
export interface WrittenPoint {
  readonly x: number;
  readonly y: number;
}

/** Far more than any points file needs. Longer text is not parsed. */
const LONGEST_TEXT = 1_000_000;

/** Returns the points in file order. */
export function parsePoints(text: string): Result<readonly WrittenPoint[]> {
  const body =
    text.length > LONGEST_TEXT
      ? null
      : /^\s*version:\s*\d+\s+n_points:\s*(\d+)\s*\{([^{}]*)\}\s*$/.exec(text.replace(/^\uFEFF/, ''));
  if (body === null) {
    return failed(
      'landmarks-malformed',
      'BoneFinder points were expected (version, n_points, and the points between braces), but the file has a different format. Export the points again.',
    );
  }
  const lines = body[2].split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
  const points: WrittenPoint[] = [];
  for (const line of lines) {
    const [x, y, ...rest] = line.trim().split(/\s+/).map(Number);
    if (!Number.isFinite(x) || !Number.isFinite(y) || rest.length > 0) {
      return failed(
        'landmarks-malformed',
        `Point ${points.length} must be two numbers, x and y, but the file has "${line.trim().slice(0, 40)}". Export the points again.`,
      );
    }
    points.push({ x, y });
  }
  return points.length === Number(body[1])
    ? success(points)
    : failed(
        'landmarks-count',
        `The file declares ${body[1]} points but holds ${points.length}. It was cut off or edited. Export the points again.`,
      );
}
