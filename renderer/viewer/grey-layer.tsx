// The film itself, painted at the resolution of the screen.

import type { Layer as KonvaLayer } from 'konva/lib/Layer';
import { useLayoutEffect, useRef, useState } from 'react';
import { Image, Layer } from 'react-konva';
import { useLatest } from '../ui/latest.ts';
import type { Scene } from './pixels/sample.ts';
import { openScreenPicture, type ScreenPicture } from './pixels/screen-picture.ts';
import type { Size } from './view.ts';

interface GreyLayerProps {
  readonly scene: Scene | null;
  readonly size: Size;
  /** Called with the film that was painted. Null if none was. */
  readonly onPainted: (film: string | null) => void;
}

/** Paints in the commit that changes the text around it, so the two never name different films. */
export function GreyLayer({ scene, size, onPainted }: GreyLayerProps) {
  const layer = useRef<KonvaLayer>(null);
  const painted = useLatest(onPainted);
  const [picture] = useState<ScreenPicture>(openScreenPicture);
  useLayoutEffect(() => {
    const ratio = window.devicePixelRatio;
    picture.paint(scene, { width: Math.round(size.width * ratio), height: Math.round(size.height * ratio) });
    layer.current?.draw();
    painted.current(scene?.levels.picture.film ?? null);
  }, [picture, scene, size, painted]);
  return (
    <Layer ref={layer} listening={false} imageSmoothingEnabled={false}>
      <Image image={picture.canvas} width={size.width} height={size.height} />
    </Layer>
  );
}
