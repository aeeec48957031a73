// The film itself, painted at the resolution of the screen on a canvas below the shapes.

import { useLayoutEffect, useRef } from 'react';
import type { GreyPicture } from '../api/films/grey-picture.ts';
import { useLatest } from '../ui/latest.ts';
import type { Scene } from './pixels/sample.ts';
import { openScreenPicture, type ScreenPicture } from './pixels/screen-picture.ts';
import style from './radiograph-stage.module.css';
import type { Size } from './view.ts';

interface GreyLayerProps {
  readonly scene: Scene | null;
  readonly size: Size;
  /** Called with the picture that was painted. Null if none was. */
  readonly onPainted: (picture: GreyPicture | null) => void;
}

/**
 * Paints in the commit that changes the text around it, so the two never name different films. The canvas is not one of Konva's, which
 * would copy every frame once more.
 */
export function GreyLayer({ scene, size, onPainted }: GreyLayerProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const painted = useLatest(onPainted);
  const picture = useRef<ScreenPicture>(null);
  useLayoutEffect(() => {
    if (canvas.current === null) return;
    const ratio = window.devicePixelRatio;
    picture.current ??= openScreenPicture(canvas.current);
    picture.current.paint(scene, { width: Math.round(size.width * ratio), height: Math.round(size.height * ratio) });
    painted.current(scene?.levels.picture ?? null);
  }, [scene, size, painted]);
  return <canvas ref={canvas} className={style.film} style={size} />;
}
