// What the hand does on the stage: the left button uses the tool, the middle and the right one pan, the wheel zooms at the pointer.

import { useEffect, useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { useLatest } from '../ui/latest.ts';
import { pan, zoomAt, type ScreenPoint, type Size, type View } from './view.ts';

/** What the left button does. `press` leaves it to the stage's owner. */
export type LeftButton = 'window' | 'zoom' | 'pan' | 'press';

export interface Presses {
  readonly onPress: (at: ScreenPoint) => void;
  /** Also while no button is down. */
  readonly onMove: (at: ScreenPoint) => void;
  readonly onRelease: (at: ScreenPoint) => void;
}

interface Gestures {
  readonly left: LeftButton;
  readonly presses: Presses | null;
  readonly onWindow: (across: number, down: number) => void;
  readonly onView: (change: (view: View) => View) => void;
}

interface Drag {
  readonly action: LeftButton;
  readonly at: ScreenPoint;
  /** Where it started, on the stage. */
  readonly from: ScreenPoint;
}

export function useDrag({ left, presses, onView, onWindow }: Gestures) {
  const drag = useRef<Drag | null>(null);
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    const action = ([left, 'pan', 'pan'] as const)[event.button];
    if (action === undefined || !(event.target instanceof HTMLCanvasElement)) return;
    // Otherwise the middle button starts the browser's own scrolling.
    if (event.button === 1) event.preventDefault();
    const from = onStage(event);
    drag.current = { action, at: { x: event.clientX, y: event.clientY }, from };
    event.currentTarget.setPointerCapture(event.pointerId);
    if (action === 'press') presses?.onPress(from);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const current = drag.current;
    if (current === null || current.action === 'press') presses?.onMove(onStage(event));
    if (current === null) return;
    const [across, down] = [event.clientX - current.at.x, event.clientY - current.at.y];
    if (across === 0 && down === 0) return;
    drag.current = { ...current, at: { x: event.clientX, y: event.clientY } };
    if (current.action === 'pan') onView((view) => pan(view, across, down));
    else if (current.action === 'zoom') onView((view) => zoomAt(view, current.from, Math.exp(-down / 160)));
    else if (current.action === 'window') onWindow(across, down);
  };
  const end = (event: PointerEvent<HTMLDivElement>): void => {
    if (drag.current?.action === 'press') presses?.onRelease(onStage(event));
    drag.current = null;
  };
  return { onPointerDown, onPointerMove, onPointerUp: end, onPointerCancel: end };
}

function onStage(event: PointerEvent<HTMLDivElement>): ScreenPoint {
  const bounds = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
}

/** Adds the listener by hand, because React's wheel listener is passive and the page would scroll. */
export function useWheelZoom(holder: { readonly current: HTMLDivElement | null }, onView: Gestures['onView']): void {
  const latest = useLatest(onView);
  useEffect(() => {
    const element = holder.current;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      if (element === null) return;
      const bounds = element.getBoundingClientRect();
      const at = { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
      latest.current((view) => zoomAt(view, at, Math.exp(-event.deltaY / 400)));
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [holder, latest]);
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [60, 0],
  ArrowRight: [-60, 0],
  ArrowUp: [0, 60],
  ArrowDown: [0, -60],
};

/** Arrow keys move the film, plus and minus zoom at the centre. */
export function moveByKey(event: KeyboardEvent, stage: Size | null, onView: Gestures['onView']): void {
  if (stage === null || event.target !== event.currentTarget || event.ctrlKey || event.altKey) return;
  const step = STEPS[event.key];
  const factor = { '+': 1.25, '=': 1.25, '-': 0.8 }[event.key];
  if (step !== undefined) onView((view) => pan(view, ...step));
  else if (factor !== undefined) onView((view) => zoomAt(view, { x: stage.width / 2, y: stage.height / 2 }, factor));
  else return;
  event.preventDefault();
}
