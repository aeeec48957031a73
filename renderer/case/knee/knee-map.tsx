// A map of a knee over its film: where the answered grade comes from, or where an attention branch looks.

import { useMemo } from 'react';
import { Image } from 'react-konva';
import type { ColourMap } from '../../../main/domain/colour-map.ts';
import type { KneeArea, KneeMap, KneeMaps } from '../../../main/domain/study/knee-case.ts';
import { heatmapPixels } from '../../viewer/heatmap-canvas.ts';

interface KneeMapProps {
  readonly map: KneeMap;
  readonly area: KneeArea;
  /** The part of the area that the map covers. */
  readonly region: KneeMaps['region'];
  readonly colours: ColourMap;
  readonly opacity: number;
}

export function KneeMapPicture({ map, area, region, colours, opacity }: KneeMapProps) {
  const canvas = useMemo(() => canvasOf(map, colours), [map, colours]);
  return (
    <Image
      image={canvas}
      x={area.left + region.left * area.width}
      y={area.top + region.top * area.height}
      width={region.width * area.width}
      height={region.height * area.height}
      opacity={opacity}
      listening={false}
    />
  );
}

/** Cells of a map on the canvas. The browser smooths between canvas pixels, so this only has to hide the corners of cells. */
const FINER = 16;

function canvasOf(map: KneeMap, colours: ColourMap): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = map.width * FINER;
  canvas.height = map.height * FINER;
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const image = context.createImageData(canvas.width, canvas.height);
  image.data.set(heatmapPixels(enlarged(map), colours));
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
