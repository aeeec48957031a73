// Reads 3D Slicer markups (`.mrk.json`): curves or point lists, one per hip and named for its side, or one for both hips.
// Slicer places the first pixel of a plain radiograph at the origin. LPS x and y are then millimetres to the right and down.

import { failed, success, type Result } from '../domain/failure.ts';
import type { Side } from '../domain/hip.ts';
import type { WrittenPoint } from './parse-points.ts';
import { imagingText } from './text.ts';

export interface MarkupCurves {
  /** The points of each named side, or of both hips together, right first. */
  readonly right?: readonly WrittenPoint[];
  readonly left?: readonly WrittenPoint[];
  readonly both?: readonly WrittenPoint[];
}

const LONGEST_TEXT = 16_000_000;

/** Returns the curves of a markups file, in millimetres. */
export function parseMarkups(text: string): Result<MarkupCurves> {
  const markups = text.length > LONGEST_TEXT ? null : markupsOf(text);
  if (markups === null) return failed('landmarks-malformed', imagingText.markups.noList);
  const curves: { right?: readonly WrittenPoint[]; left?: readonly WrittenPoint[]; both?: readonly WrittenPoint[] } = {};
  for (const markup of markups) {
    const points = pointsOf(markup);
    if (points === null) return failed('landmarks-malformed', imagingText.markups.notThreeNumbers);
    if (points.length === 0) continue;
    const side = sideOf(markup) ?? (markups.length === 1 ? 'both' : undefined);
    if (side === undefined) return failed('landmarks-malformed', imagingText.markups.sideUnknown);
    curves[side] = [...(curves[side] ?? []), ...points];
  }
  return Object.keys(curves).length > 0 ? success(curves) : failed('landmarks-malformed', imagingText.markups.noPoints);
}

type Fields = Readonly<Record<string, unknown>>;

function markupsOf(text: string): readonly Fields[] | null {
  try {
    const file: unknown = JSON.parse(text);
    const markups = isFields(file) ? file['markups'] : undefined;
    return Array.isArray(markups) && markups.every(isFields) ? markups : null;
  } catch {
    return null; // not JSON; the caller reports what was expected
  }
}

/** Recognises names such as `right`, `R` or `hip_left` in the markup's name or its points' labels. */
function sideOf(markup: Fields): Side | undefined {
  const [first] = Array.isArray(markup['controlPoints']) ? markup['controlPoints'].filter(isFields) : [];
  const names = [markup['name'], markup['label'], first?.['label']].filter((name) => typeof name === 'string');
  const words = names
    .join(' ')
    .toLowerCase()
    .split(/[^a-z]+/);
  if (words.some((word) => word === 'right' || word === 'r')) return 'right';
  return words.some((word) => word === 'left' || word === 'l') ? 'left' : undefined;
}

function pointsOf(markup: Fields): readonly WrittenPoint[] | null {
  const listed = markup['controlPoints'];
  if (!Array.isArray(listed)) return [];
  // RAS points the opposite way of LPS along both image axes.
  const sign = markup['coordinateSystem'] === 'RAS' ? -1 : 1;
  const points = listed.map((point: unknown): WrittenPoint | null => {
    const position: unknown = isFields(point) ? point['position'] : null;
    if (!Array.isArray(position) || position.length !== 3) return null;
    const [x, y]: unknown[] = position;
    return typeof x === 'number' && typeof y === 'number' ? { x: sign * x, y: sign * y } : null;
  });
  return points.every((point) => point !== null) ? points : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
