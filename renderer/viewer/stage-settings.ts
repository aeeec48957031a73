// What the reader has set on the stage. All of it is kept from hip to hip and from film to film, except what belongs to one film: its
// window if the reader changed it, and how it is turned for display.

import type { Turn } from '../../main/domain/film/turn.ts';
import { MEASUREMENT_KINDS, type MeasurementKind } from '../../main/domain/measure/measurement.ts';
import { openValue, type Value } from '../ui/value.ts';
import { FIT_HIP, type Framing } from './framing.ts';
import type { GreyWindow } from './grey-window.ts';
import type { Size } from './view.ts';
import type { Preset } from './window-presets.ts';

export type Tool = 'window' | 'zoom' | 'pan' | 'magnifier' | MeasurementKind;

/** Returns what the tool measures. Null for the other tools. */
export function measuredBy(tool: Tool): MeasurementKind | null {
  return MEASUREMENT_KINDS.find((kind) => kind === tool) ?? null;
}

export interface Overlays {
  readonly crops: boolean;
  readonly landmarks: boolean;
  readonly heatmap: boolean;
}

export interface StageSettings {
  readonly tool: Tool;
  readonly overlays: Overlays;
  readonly inverted: boolean;
  /** Shows the greys evened out in each neighbourhood (CLAHE). */
  readonly equalised: boolean;
  /** Null opens each film with its own window, or the automatic one if that does not show the hip. */
  readonly preset: Preset | null;
  /** What stands beside the open hip. Null shows it alone. */
  readonly beside: 'visits' | 'sides' | 'models' | null;
  /** Shows the two in turn instead of beside each other. */
  readonly blink: boolean;
}

/** How one film is turned for display only. */
export interface Turned {
  readonly turn: Turn;
  /** Shows the film as it is stored, without anything over it. */
  readonly stored: boolean;
}

export const NOT_TURNED: Turned = { turn: 'none', stored: false };

/** The values change on their own, so that a drag draws the stage again and not the panel beside it. */
export interface StageValues {
  readonly settings: Value<StageSettings>;
  readonly framing: Value<Framing>;
  /** The windows that the reader set by hand, by radiograph. */
  readonly windows: Value<ReadonlyMap<string, GreyWindow>>;
  /** By radiograph. */
  readonly turned: Value<ReadonlyMap<string, Turned>>;
  /** Null until the stage is measured. */
  readonly size: Value<Size | null>;
}

const DEFAULT_SETTINGS: StageSettings = {
  tool: 'window',
  overlays: { crops: true, landmarks: false, heatmap: true },
  inverted: false,
  equalised: false,
  preset: null,
  beside: null,
  blink: false,
};

export function openStageValues(): StageValues {
  return {
    settings: openValue(DEFAULT_SETTINGS),
    framing: openValue(FIT_HIP),
    windows: openValue<ReadonlyMap<string, GreyWindow>>(new Map()),
    turned: openValue<ReadonlyMap<string, Turned>>(new Map()),
    size: openValue<Size | null>(null),
  };
}

/** Returns a change that sets the entry of one film. */
export function withEntry<T>(key: string, value: T): (before: ReadonlyMap<string, T>) => ReadonlyMap<string, T> {
  return (before) => new Map(before).set(key, value);
}

/** Returns the entries without this one. */
export function withoutEntry<T>(key: string): (before: ReadonlyMap<string, T>) => ReadonlyMap<string, T> {
  return (before) => {
    const after = new Map(before);
    return after.delete(key) ? after : before;
  };
}
