// A map of a knee over its film: where the answered grade comes from, or where an attention branch looks.

import { useMemo } from 'react';
import { Image, Rect } from 'react-konva';
import type { KneeArea, KneeMap, KneeMaps } from '../../../main/domain/study/knee-case.ts';
import { ZONE } from '../../viewer/hip-layer.tsx';
import { HeatContours } from '../../viewer/heat-contours.tsx';
import { heatmapPixels, type HeatLook } from '../../viewer/heatmap-canvas.ts';
import type { Size } from '../../viewer/view.ts';
import type { HeatSettings } from '../heat-settings.ts';
import { regionBox } from './region-box.ts';

interface KneeMapProps {
  readonly map: KneeMap;
  readonly area: KneeArea;
  /** The part of the area that the map covers. */
  readonly region: KneeMaps['region'];
  readonly heat: HeatSettings;
}

export function KneeMapPicture({ map, area, region, heat }: KneeMapProps) {
  const { map: colours, threshold, opacity } = heat;
  const size = useMemo(() => ({ width: map.width * FINER, height: map.height * FINER }), [map]);
  const bytes = useMemo(() => enlarged(map), [map]);
  const canvas = useMemo(() => canvasOf(bytes, size, { map: colours, threshold }), [bytes, size, colours, threshold]);
  const box = regionBox(area, region);
  if (heat.drawn === 'lines')
    return <HeatContours heat={bytes} size={size} box={box} map={colours} threshold={threshold} opacity={opacity} />;
  return (
    <Image
      image={canvas}
      x={box.left}
      y={box.top}
      width={box.right - box.left}
      height={box.bottom - box.top}
      opacity={opacity}
      listening={false}
    />
  );
}

/** A dashed frame around the part of the picture that the model reads, where its maps end. */
export function KneeRegion({ area, region }: Pick<KneeMapProps, 'area' | 'region'>) {
  const { left, top, right, bottom } = regionBox(area, region);
  return (
    <Rect
      x={left}
      y={top}
      width={right - left}
      height={bottom - top}
      stroke={ZONE}
      strokeWidth={1}
      strokeScaleEnabled={false}
      dash={[6, 4]}
      listening={false}
    />
  );
}

/** Cells of a map on the canvas. The browser smooths between canvas pixels, so this only has to hide the corners of cells. */
const FINER = 16;

function canvasOf(bytes: Uint8Array, { width, height }: Size, look: HeatLook): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const image = context.createImageData(canvas.width, canvas.height);
  image.data.set(heatmapPixels(bytes, look));
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Bilinear, with aligned edges, scaled so that the largest value is 255. // [height * FINER, width * FINER] */
function enlarged({ values, width, height }: KneeMap): Uint8Array {
  const highest = Math.max(...values, 1e-6);
  const at = (x: number, y: number): number => {
    const [column, row] = [Math.min(width - 1, Math.max(0, x)), Math.min(height - 1, Math.max(0, y))];
    return values[row * width + column] ?? 0;
  };
  const bytes = new Uint8Array(width * FINER * height * FINER);
  for (let row = 0; row < height * FINER; row++) {
    const y = (row + 0.5) / FINER - 0.5;
    const top = Math.floor(y);
    for (let column = 0; column < width * FINER; column++) {
      const x = (column + 0.5) / FINER - 0.5;
      const left = Math.floor(x);
      const above = at(left, top) * (1 - (x - left)) + at(left + 1, top) * (x - left);
      const below = at(left, top + 1) * (1 - (x - left)) + at(left + 1, top + 1) * (x - left);
      bytes[row * width * FINER + column] = Math.round((255 * (above * (1 - (y - top)) + below * (y - top))) / highest);
    }
  }
  return bytes;
}
