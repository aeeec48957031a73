// The position of the window. It is remembered between starts and always on an existing screen.

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface WindowPlace {
  /** Left out if the system should choose. */
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly maximised: boolean;
}

const DEFAULT = { width: 1440, height: 900 } as const;
/** At least this much of the window must be on a screen, so it can be seen and dragged. */
const VISIBLE_PX = 96;

const PlaceSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(200).max(32_768),
  height: z.number().int().min(200).max(32_768),
  maximised: z.boolean(),
});

/** Reads the remembered place. Null if there is none or it is invalid. */
export function readPlace(file: string): WindowPlace | null {
  try {
    const parsed = PlaceSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null; // the first start, or a damaged file: the window opens at its default place
  }
}

/** Fits a place to the current screens. The first screen is the main one. */
export function placeOn(screens: readonly Area[], remembered: WindowPlace | null): WindowPlace {
  const main = screens.at(0) ?? { x: 0, y: 0, ...DEFAULT };
  if (remembered === null) return { ...shrinkTo(main, DEFAULT), maximised: false };
  const { x, y, maximised } = remembered;
  if (x === undefined || y === undefined) return { ...shrinkTo(main, remembered), maximised };
  const screen = screens.find((area) => overlap(area, { ...remembered, x, y }));
  return screen === undefined
    ? { ...shrinkTo(main, remembered), maximised }
    : { x, y, ...shrinkTo(screen, remembered), maximised };
}

/** Saves the place. The file is replaced as a whole. */
export function savePlace(file: string, place: Area & { readonly maximised: boolean }): void {
  const { x, y, width, height, maximised } = place;
  writeFileSync(`${file}.tmp`, JSON.stringify({ x, y, width, height, maximised }), { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
}

function shrinkTo(screen: Area, size: { readonly width: number; readonly height: number }): { width: number; height: number } {
  return { width: Math.min(size.width, screen.width), height: Math.min(size.height, screen.height) };
}

function overlap(screen: Area, window: Area): boolean {
  const across = Math.min(screen.x + screen.width, window.x + window.width) - Math.max(screen.x, window.x);
  // The title bar is needed for dragging, so it must not be above the screen.
  const titleBarVisible = window.y >= screen.y && window.y <= screen.y + screen.height - VISIBLE_PX;
  return across >= VISIBLE_PX && titleBarVisible;
}
