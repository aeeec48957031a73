// Steps from hip to hip. A step waits until it is known where it leads. Keys that follow it are meant for the hip that it leads to, so they wait
// for that hip's case: fast keys are never lost, and none acts on the hip that the reader has left.

import { useLayoutEffect, useReducer, useRef } from 'react';
import { go, placeOf } from '../commands/navigation.ts';
import { matches, type KeyPress, type Shortcut } from '../commands/shortcut.ts';
import { useLatest } from '../ui/latest.ts';
import type { Neighbours } from './neighbours.ts';

export type HipStep = 'next' | 'previous' | 'other-side';

export const STEP_KEYS: Readonly<Record<HipStep, Shortcut>> = { next: 'J', previous: 'K', 'other-side': 'S' };

interface Surroundings {
  /** The hip that the address names. */
  readonly hipId: string | null;
  readonly neighbours: Neighbours;
  /** The other hip of the film. Null if there is none, undefined until the case is loaded. */
  readonly otherSide: string | null | undefined;
  /** Whether keys can act on the hip: its case is loaded, or cannot be. */
  readonly ready: boolean;
}

export interface HipSteps {
  /** Takes a step as soon as it is known where it leads. */
  readonly onStep: (step: HipStep) => void;
  /** Goes to a hip that still has to be looked for. Null leads nowhere. */
  readonly onLookFor: (hipId: Promise<string | null>) => void;
  /** True if the key was done or waits. False leaves it to the commands. */
  readonly onKey: (press: KeyPress) => boolean;
}

interface Keys {
  /** Grades the open hip by a key. False for keys that do not. */
  readonly read: (key: string) => boolean;
  /** Runs the command of a key. */
  readonly run: (press: KeyPress) => void;
}

/** Call it after what it shows of the open hip, whose commands must be the newest when a key that waited is done. */
export function useHipSteps(around: Surroundings, keys: Keys): HipSteps {
  const waiting = useRef<readonly Waiting[]>([]);
  const latest = useLatest({ around, keys });
  const [, renderAgain] = useReducer((n: number) => n + 1, 0);
  const takeFirst = (): void => {
    const { around: here, keys: now } = latest.current;
    // The address names another hip already, and is about to be rendered.
    if (hipOfAddress() !== here.hipId) return;
    const [first, ...rest] = waiting.current;
    if (first === undefined) return;
    if (first.kind === 'key') {
      if (!here.ready) return;
      // A key may start a step itself, which comes before the keys that waited behind it.
      waiting.current = [];
      if (!now.read(first.press.key)) now.run(first.press);
      waiting.current = [...waiting.current, ...rest];
    } else {
      const to = first.kind === 'step' ? targetOf(first.step, here) : first.to;
      if (to === undefined) return;
      waiting.current = rest;
      if (to !== null) go({ screen: 'case', hipId: to });
    }
    // The next one meets what this one changed.
    renderAgain();
  };
  useLayoutEffect(takeFirst);
  const wait = (next: Waiting): void => {
    waiting.current = [...waiting.current, next];
    takeFirst();
  };
  return {
    onStep: (step) => wait({ kind: 'step', step }),
    onLookFor: (hipId) => {
      const found: { kind: 'found'; to: string | null | undefined } = { kind: 'found', to: undefined };
      wait(found);
      const look = async (): Promise<void> => {
        // Who asked for the hip says why it was not found.
        found.to = await hipId.catch(() => null);
        takeFirst();
      };
      void look();
    },
    onKey: (press) => {
      if (waiting.current.length === 0 && around.ready) return isPlain(press) && keys.read(press.key);
      if (!actsOnHip(press)) return false;
      wait({ kind: 'key', press: pressOf(press) });
      return true;
    },
  };
}

type Waiting =
  | { readonly kind: 'step'; readonly step: HipStep }
  /** `to` is undefined until it is found. */
  | { readonly kind: 'found'; readonly to: string | null | undefined }
  | { readonly kind: 'key'; readonly press: KeyPress };

/** Returns the hip that a step leads to. Null if it leads nowhere, undefined if that is not known yet. */
function targetOf(step: HipStep, { neighbours, otherSide }: Surroundings): string | null | undefined {
  if (step === 'other-side') return otherSide;
  return neighbours.known ? neighbours[step] : undefined;
}

function hipOfAddress(): string | null {
  const place = placeOf(window.location.hash);
  return place.screen === 'case' ? place.hipId : null;
}

function isPlain({ ctrlKey, metaKey, altKey }: KeyPress): boolean {
  return !ctrlKey && !metaKey && !altKey;
}

/** The keys of an open case that need Ctrl: save again, and report. */
const WITH_CONTROL = ['Ctrl+S', 'Ctrl+E'];

/** True for keys that read, grade or show the open hip. The keys of steps wait by themselves, and all others work on every screen. */
function actsOnHip(press: KeyPress): boolean {
  if (!isPlain(press)) return WITH_CONTROL.some((shortcut) => matches(shortcut, press));
  if (Object.values(STEP_KEYS).some((shortcut) => matches(shortcut, press))) return false;
  return /^([a-z0-9.]|Delete|Backspace|Escape)$/i.test(press.key);
}

/** An event cannot be kept, because the browser empties it. */
function pressOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyPress): KeyPress {
  return { key, ctrlKey, metaKey, altKey, shiftKey };
}
