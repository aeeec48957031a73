// The stage: the radiograph on black with window and level, zoom at the pointer, pan, and shapes over it.

import type { Layer as KonvaLayer } from 'konva/lib/Layer';
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { Image, Layer, Stage } from 'react-konva';
import type { GreyPicture } from '../api/bytes.ts';
import { useLatest } from '../ui/latest.ts';
import { useGreyCanvas } from './grey-canvas.ts';
import { dragWindow, type GreyWindow } from './grey-window.ts';
import style from './radiograph-stage.module.css';
import { pan, zoomAt, type Size, type View } from './view.ts';

export type Tool = 'window' | 'zoom' | 'pan';

export interface RadiographStageProps {
  /** The radiograph's name for screen readers. */
  readonly label: string;
  /** The radiograph's full size. All shapes are drawn in its pixels. */
  readonly size: Size;
  readonly picture: GreyPicture | null;
  readonly window: GreyWindow;
  readonly inverted: boolean;
  readonly tool: Tool;
  /** Null until the stage is measured. The parent then fits the image. */
  readonly view: View | null;
  readonly onWindow: (change: (window: GreyWindow) => GreyWindow) => void;
  readonly onView: (change: (view: View) => View) => void;
  readonly onSize: (size: Size) => void;
  /** Konva shapes in image pixels. */
  readonly children?: ReactNode;
  /** Text and controls over the picture. */
  readonly overlay?: ReactNode;
}

export function RadiographStage(props: RadiographStageProps) {
  const { label, size, picture, window, inverted, tool, view, onView, children, overlay } = props;
  const holder = useRef<HTMLDivElement>(null);
  const grey = useRef<KonvaLayer>(null);
  const stageSize = useStageSize(holder, props.onSize);
  const canvas = useGreyCanvas(picture, window, inverted, () => grey.current?.batchDraw());
  const drag = useDrag(props, picture);
  useWheelZoom(holder, onView);
  return (
    <div
      ref={holder}
      className={`${style.stage} ${style[tool]}`}
      tabIndex={0}
      role="application"
      aria-label={label}
      onKeyDown={(event) => moveByKey(event, stageSize, onView)}
      onContextMenu={(event) => event.preventDefault()}
      {...drag}
    >
      {stageSize !== null && view !== null && (
        <Stage width={stageSize.width} height={stageSize.height}>
          <Layer
            ref={grey}
            listening={false}
            x={view.x}
            y={view.y}
            scaleX={view.scale}
            scaleY={view.scale}
            imageSmoothingEnabled={view.scale < 4}
          >
            {/* The centre of a pixel has whole-number coordinates, so the picture starts half a pixel before zero. */}
            {canvas !== null && <Image image={canvas} x={-0.5} y={-0.5} width={size.width} height={size.height} />}
          </Layer>
          <Layer x={view.x} y={view.y} scaleX={view.scale} scaleY={view.scale}>
            {children}
          </Layer>
        </Stage>
      )}
      {overlay}
    </div>
  );
}

function useStageSize(holder: { readonly current: HTMLDivElement | null }, onSize: (size: Size) => void): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  const latest = useLatest(onSize);
  useLayoutEffect(() => {
    const element = holder.current;
    if (element === null) return undefined;
    const measure = (): void => {
      const next = { width: element.clientWidth, height: element.clientHeight };
      if (next.width === 0 || next.height === 0) return;
      setSize(next);
      latest.current(next);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [holder, latest]);
  return size;
}

/** The left button uses the tool, the middle one pans, the right one zooms. */
function useDrag({ tool, onView, onWindow }: RadiographStageProps, picture: GreyPicture | null) {
  const last = useRef<{ x: number; y: number; action: Tool; startX: number; startY: number } | null>(null);
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    const action = ([tool, 'pan', 'zoom'] as const)[event.button];
    if (action === undefined || !(event.target instanceof HTMLCanvasElement)) return;
    const bounds = event.currentTarget.getBoundingClientRect();
    last.current = {
      x: event.clientX,
      y: event.clientY,
      action,
      startX: event.clientX - bounds.left,
      startY: event.clientY - bounds.top,
    };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const from = last.current;
    if (from === null) return;
    const [across, down] = [event.clientX - from.x, event.clientY - from.y];
    if (across === 0 && down === 0) return;
    last.current = { ...from, x: event.clientX, y: event.clientY };
    if (from.action === 'pan') onView((view) => pan(view, across, down));
    else if (from.action === 'zoom') onView((view) => zoomAt(view, { x: from.startX, y: from.startY }, Math.exp(-down / 160)));
    else if (picture !== null) onWindow((window) => dragWindow(window, across, down, spanOf(picture)));
  };
  const end = (): void => {
    last.current = null;
  };
  return { onPointerDown, onPointerMove, onPointerUp: end, onPointerCancel: end };
}

const spans = new WeakMap<GreyPicture, number>();

/** Returns the span of greys of a picture, measured once. */
function spanOf(picture: GreyPicture): number {
  const measured = spans.get(picture);
  if (measured !== undefined) return measured;
  let [least, most] = [Infinity, -Infinity];
  for (const value of picture.values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const span = Math.max(1e-6, (most - least) * picture.slope);
  spans.set(picture, span);
  return span;
}

/** Adds the listener by hand, because React's wheel listener is passive and the page would scroll. */
function useWheelZoom(holder: { readonly current: HTMLDivElement | null }, onView: RadiographStageProps['onView']): void {
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

function moveByKey(event: KeyboardEvent, stage: Size | null, onView: RadiographStageProps['onView']): void {
  if (stage === null || event.target !== event.currentTarget || event.ctrlKey || event.altKey) return;
  const step = STEPS[event.key];
  const factor = { '+': 1.25, '=': 1.25, '-': 0.8 }[event.key];
  if (step !== undefined) onView((view) => pan(view, ...step));
  else if (factor !== undefined) onView((view) => zoomAt(view, { x: stage.width / 2, y: stage.height / 2 }, factor));
  else return;
  event.preventDefault();
}
