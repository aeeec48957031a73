// A lens at the pointer that shows the film enlarged.

import { useLayoutEffect, useRef, useState } from 'react';
import type { Scene } from './pixels/sample.ts';
import { openScreenPicture, type ScreenPicture } from './pixels/screen-picture.ts';
import style from './radiograph-stage.module.css';
import type { ScreenPoint } from './view.ts';

/** The edge of the lens in CSS pixels, and how much larger it shows the film. */
const LENS = 260;
const LENS_ZOOM = 2.5;

interface MagnifierProps {
  readonly holder: { readonly current: HTMLDivElement | null };
  readonly scene: Scene;
}

export function Magnifier({ holder, scene }: MagnifierProps) {
  const [at, setAt] = useState<ScreenPoint | null>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = useRef<ScreenPicture>(null);
  useLayoutEffect(() => {
    const element = holder.current;
    const move = (event: globalThis.PointerEvent): void => {
      const bounds = element?.getBoundingClientRect();
      if (bounds !== undefined) setAt({ x: event.clientX - bounds.left, y: event.clientY - bounds.top });
    };
    const leave = (): void => setAt(null);
    element?.addEventListener('pointermove', move);
    element?.addEventListener('pointerleave', leave);
    return () => {
      element?.removeEventListener('pointermove', move);
      element?.removeEventListener('pointerleave', leave);
    };
  }, [holder]);
  useLayoutEffect(() => {
    if (at === null || canvas.current === null) return;
    const edge = Math.round(LENS * scene.pixelRatio);
    const { view } = scene;
    const enlarged = {
      scale: view.scale * LENS_ZOOM,
      x: LENS / 2 - (at.x - view.x) * LENS_ZOOM,
      y: LENS / 2 - (at.y - view.y) * LENS_ZOOM,
    };
    picture.current ??= openScreenPicture(canvas.current);
    picture.current.paint({ ...scene, view: enlarged }, { width: edge, height: edge });
  }, [at, scene]);
  return (
    <div
      className={style.lens}
      hidden={at === null}
      style={at === null ? undefined : { left: at.x - LENS / 2, top: at.y - LENS / 2, width: LENS, height: LENS }}
    >
      <canvas ref={canvas} />
    </div>
  );
}
