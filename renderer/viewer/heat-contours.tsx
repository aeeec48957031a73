// A heatmap as lines of equal evidence, so that the bone under it stays in sight.

import type { Context } from 'konva/lib/Context';
import type { Shape as KonvaShape } from 'konva/lib/Shape';
import { useMemo } from 'react';
import { Shape } from 'react-konva';
import { colourOf, type ColourMap } from '../../main/domain/colour-map.ts';
import { contourOf } from './contour.ts';
import { shownScale } from './shown-scale.ts';
import type { Box, Size } from './view.ts';

/** A line for each of these shares of the maximum. **(ours)** */
const LEVELS = [0.3, 0.5, 0.7, 0.9] as const;

interface HeatContoursProps {
  /** uint8 // [height, width] */
  readonly heat: Uint8Array;
  readonly size: Size;
  /** What the map covers, in image pixels. `left` is larger than `right` if the map is mirrored. */
  readonly box: Box;
  readonly map: ColourMap;
  /** Below this share of the maximum no line is drawn. */
  readonly threshold: number;
  readonly opacity: number;
}

export function HeatContours({ heat, size, box, map, threshold, opacity }: HeatContoursProps) {
  const lines = useMemo(() => {
    const levels = [...(threshold > 0 ? [threshold] : []), ...LEVELS.filter((level) => level > threshold)];
    return levels.map((level) => ({ level, segments: contourOf(heat, size, level * 255) }));
  }, [heat, size, threshold]);
  const across = (box.right - box.left) / size.width;
  const down = (box.bottom - box.top) / size.height;
  const draw = (context: Context, shape: KonvaShape): void => {
    const scale = shownScale(shape);
    // Dark under each line, so that it shows on bright bone.
    for (const [width, opaque] of [
      [3.5, false],
      [1.5, true],
    ] as const) {
      context.setAttr('lineWidth', width / scale);
      for (const { level, segments } of lines) {
        context.setAttr('strokeStyle', opaque ? `rgb(${colourOf(map, level).join(' ')})` : 'rgb(0 0 0 / 0.45)');
        context.beginPath();
        for (const [x, y, toX, toY] of segments) {
          context.moveTo(box.left + (x + 0.5) * across, box.top + (y + 0.5) * down);
          context.lineTo(box.left + (toX + 0.5) * across, box.top + (toY + 0.5) * down);
        }
        context.stroke();
      }
    }
  };
  return <Shape sceneFunc={draw} listening={false} opacity={opacity} />;
}
