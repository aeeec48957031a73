// The stage: the radiograph on black with window and level, zoom at the pointer, pan, and shapes over it.

import { useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { Group, Layer, Stage } from 'react-konva';
import { useLatest } from '../ui/latest.ts';
import { moveByKey, useDrag, useWheelZoom, type LeftButton, type Presses } from './gestures.ts';
import { GreyLayer } from './grey-layer.tsx';
import { Magnifier } from './magnifier.tsx';
import type { GreyPicture } from '../api/films/grey-picture.ts';
import type { Levels } from '../api/films/levels.ts';
import type { Scene } from './pixels/sample.ts';
import style from './radiograph-stage.module.css';
import { TurnedGroup, type Placed } from './turned-group.tsx';
import type { Size, View } from './view.ts';

export interface RadiographStageProps {
  /** The radiograph's name for screen readers. */
  readonly label: string;
  /** The hip and the radiograph that are meant. */
  readonly hipId: string;
  readonly filmId: string;
  /** Null until the stage is measured. */
  readonly placed: Placed | null;
  /** Null until the film or its preview is loaded. The stage then shows no film, and no shapes. */
  readonly levels: Levels | null;
  /** The screen's RGBA word of each stored value. */
  readonly table: Uint32Array | null;
  readonly left: LeftButton;
  readonly presses?: Presses | null;
  readonly onWindow: (across: number, down: number) => void;
  readonly onView: (change: (view: View) => View) => void;
  readonly onSize: (size: Size) => void;
  /** Konva shapes in image pixels. */
  readonly children?: ReactNode;
  /** Konva shapes in pixels of the stage. */
  readonly labels?: ReactNode;
  /** Shows an enlarged part of the film at the pointer. */
  readonly magnified?: boolean;
  /** Text and controls over the picture. */
  readonly overlay?: ReactNode;
}

export function RadiographStage(props: RadiographStageProps) {
  const { label, hipId, placed, left, presses = null, onView, onWindow, children, labels, overlay } = props;
  const holder = useRef<HTMLDivElement>(null);
  const size = useStageSize(holder, props.onSize);
  const scene = useScene(props);
  const drag = useDrag({ left, presses: scene === null ? null : presses, onView, onWindow });
  useWheelZoom(holder, onView);
  const painted = useRef<GreyPicture>(null);
  // Set by hand: it says what was painted, not what should have been. Where a stage that was hidden is shown again, the canvas paints before
  // its holder is there, so the holder waits for its own turn.
  useLayoutEffect(() => {
    const picture = painted.current;
    const isPreview = picture !== null && picture.halvings > 0;
    holder.current?.setAttribute('data-painted', isPreview ? '' : (picture?.film ?? ''));
    holder.current?.setAttribute('data-preview', isPreview ? picture.film : '');
  });
  return (
    <div
      ref={holder}
      className={`${style.stage} ${style[left]}`}
      tabIndex={0}
      role="application"
      aria-label={label}
      data-hip={hipId}
      data-view={placed === null ? undefined : `${placed.view.scale} ${placed.view.x} ${placed.view.y}`}
      onKeyDown={(event) => moveByKey(event, size, onView)}
      onContextMenu={(event) => event.preventDefault()}
      {...drag}
    >
      {size !== null && placed !== null && (
        <>
          <GreyLayer
            scene={scene}
            size={size}
            onPainted={(picture) => {
              painted.current = picture;
            }}
          />
          <Stage width={size.width} height={size.height}>
            <Layer>
              {/* A shape over a film that is not there would stand on nothing. */}
              <Group visible={scene !== null}>
                <TurnedGroup placed={placed}>{children}</TurnedGroup>
                {labels}
              </Group>
            </Layer>
          </Stage>
        </>
      )}
      {props.magnified === true && scene !== null && <Magnifier holder={holder} scene={scene} />}
      {overlay}
    </div>
  );
}

/** Returns what to paint. Null without the film's own pixels: those of another film are never painted in its place. */
function useScene({ levels, table, placed, filmId }: RadiographStageProps): Scene | null {
  return useMemo(() => {
    if (levels === null || table === null || placed === null || levels.picture.film !== filmId) return null;
    return { levels, table, ...placed, pixelRatio: window.devicePixelRatio };
  }, [levels, table, placed, filmId]);
}

function useStageSize(holder: { readonly current: HTMLDivElement | null }, onSize: (size: Size) => void): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  const latest = useLatest(onSize);
  const last = useRef<Size | null>(null);
  useLayoutEffect(() => {
    const element = holder.current;
    if (element === null) return undefined;
    const measure = (): void => {
      const next = { width: element.clientWidth, height: element.clientHeight };
      if (next.width === 0 || next.height === 0) return;
      // The same size again, as after each case that was hidden, must not paint the film again.
      if (next.width === last.current?.width && next.height === last.current.height) return;
      last.current = next;
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
