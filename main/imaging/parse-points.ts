// Reads BoneFinder points files: `version`, `n_points`, and one `x y` per line between braces. The last brace may lack a newline.

import { failed, success, type Result } from '../domain/failure.ts';
import { imagingText } from './text.ts';

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
    return failed('landmarks-malformed', imagingText.points.notBoneFinder);
  }
  const lines = body[2].split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
  const points: WrittenPoint[] = [];
  for (const line of lines) {
    const [x, y, ...rest] = line.trim().split(/\s+/).map(Number);
    if (!Number.isFinite(x) || !Number.isFinite(y) || rest.length > 0) {
      return failed('landmarks-malformed', imagingText.points.notTwoNumbers(points.length, line.trim().slice(0, 40)));
    }
    points.push({ x, y });
  }
  return points.length === Number(body[1])
    ? success(points)
    : failed('landmarks-count', imagingText.points.wrongCount(body[1], points.length));
}
