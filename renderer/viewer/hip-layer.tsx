// The shapes over the radiograph for one hip: crop outline, landmarks, zones and heatmaps, all in image pixels.

import type { Context } from 'konva/lib/Context';
import type { Image as KonvaImage } from 'konva/lib/shapes/Image';
import type { Shape as KonvaShape } from 'konva/lib/Shape';
import { useEffect, useMemo, useRef } from 'react';
import { Image, Label, Rect, Shape, Tag, Text } from 'react-konva';
import type { CropFrame, ImagePoint } from '../../main/domain/geometry.ts';
import { cropBox } from './orientation.ts';
import { shownScale } from './shown-scale.ts';
import type { Box } from './view.ts';
import { toScreen, type Placed } from './turned-group.tsx';
import { unionOutline } from '../../main/domain/disc-union.ts';

/** The colour of the parts of a film that a model should look at, or reads. */
export const ZONE = '#5fd4e6';
const ACTIVE = '#e8e9eb';
const QUIET = '#b9bdc4';
const FADE_SECONDS = 0.15;

interface CropOutlineProps {
  readonly frame: CropFrame;
  readonly active: boolean;
}

/** The square that the model saw. */
export function CropOutline({ frame, active }: CropOutlineProps) {
  const box = cropBox(frame);
  return (
    <Rect
      x={box.left}
      y={box.top}
      width={box.right - box.left}
      height={box.bottom - box.top}
      stroke={active ? ACTIVE : QUIET}
      opacity={active ? 0.9 : 0.7}
      strokeWidth={1}
      dash={active ? undefined : [5, 4]}
      strokeScaleEnabled={false}
      listening={false}
    />
  );
}

/** In CSS pixels, room for `Right knee`. */
const NAME_WIDTH = 88;

interface CropNameProps {
  readonly frame: CropFrame;
  readonly name: string;
  readonly active: boolean;
  readonly placed: Placed;
  readonly onChoose: () => void;
}

/** The name of a joint at the middle of its crop's upper edge, clear of the text in the corners. It stays upright however the film is turned. Clicking it chooses the joint. */
export function CropName({ frame, name, active, placed, onChoose }: CropNameProps) {
  const box = cropBox(frame);
  const [one, two] = [toScreen(placed, { x: box.left, y: box.top }), toScreen(placed, { x: box.right, y: box.bottom })];
  return (
    <Label x={(one.x + two.x - NAME_WIDTH) / 2} y={Math.min(one.y, two.y) + 3} onClick={onChoose} onTap={onChoose}>
      <Tag fill="#000" opacity={0.6} cornerRadius={2} />
      <Text
        text={name}
        width={NAME_WIDTH}
        align="center"
        fontSize={13}
        fontFamily="system-ui, sans-serif"
        fontStyle={active ? '600' : 'normal'}
        fill={active ? ACTIVE : QUIET}
        padding={3}
      />
    </Label>
  );
}

/** The landmarks of one side as dots of constant size on the screen. // [80] */
export function Landmarks({ points }: { readonly points: readonly ImagePoint[] }) {
  const draw = (context: Context, shape: KonvaShape): void => {
    const radius = 2 / shownScale(shape);
    context.beginPath();
    for (const point of points) {
      context.moveTo(point.x + radius, point.y);
      context.arc(point.x, point.y, radius, 0, 2 * Math.PI, false);
    }
    context.setAttr('fillStyle', ZONE);
    context.fill();
  };
  return <Shape sceneFunc={draw} listening={false} opacity={0.9} />;
}

interface ZoneProps {
  readonly points: readonly ImagePoint[];
  /** In image pixels. */
  readonly radius: number;
  readonly strong: boolean;
}

/** The outline of a quadrant's target zone, which is the union of discs around its landmarks. */
export function Zone({ points, radius, strong }: ZoneProps) {
  const arcs = useMemo(() => unionOutline(points.map((point) => ({ ...point, radius }))), [points, radius]);
  const draw = (context: Context, shape: KonvaShape): void => {
    context.setAttr('lineWidth', (strong ? 2 : 1.2) / shownScale(shape));
    context.setAttr('strokeStyle', ZONE);
    for (const { circle, start, end } of arcs) {
      context.beginPath();
      context.arc(circle.x, circle.y, circle.radius, start, end, false);
      context.stroke();
    }
  };
  return <Shape sceneFunc={draw} listening={false} opacity={strong ? 1 : 0.55} />;
}

/** The true outline of an osteophyte, dashed so that nobody takes it for a zone. */
export function TrueOutline({ points }: { readonly points: readonly ImagePoint[] }) {
  const draw = (context: Context, shape: KonvaShape): void => {
    const scale = shownScale(shape);
    context.setAttr('lineWidth', 1.4 / scale);
    context.setAttr('strokeStyle', ACTIVE);
    context.setLineDash([4 / scale, 3 / scale]);
    context.beginPath();
    for (const { x, y } of points) context.lineTo(x, y);
    context.closePath();
    context.stroke();
    context.setLineDash([]);
  };
  return <Shape sceneFunc={draw} listening={false} />;
}

/** Returns the box of a heatmap of the canonical crop in image pixels, with its left and right exchanged if the crop is mirrored. */
export function heatmapBox({ originX, originY, size, step, mirrored }: CropFrame): Box {
  const [left, top, edge] = [originX + (mirrored ? 0.5 : -0.5) * step, originY - 0.5 * step, size * step];
  return { left, right: mirrored ? left - edge : left + edge, top, bottom: top + edge };
}

interface HeatmapProps {
  readonly canvas: HTMLCanvasElement;
  readonly frame: CropFrame;
  readonly opacity: number;
}

/** A heatmap laid over the radiograph. A mirrored crop is mirrored back, so left hips show it in the right place. */
export function HeatmapPicture({ canvas, frame, opacity }: HeatmapProps) {
  const { left, right, top, bottom } = heatmapBox(frame);
  const node = useRef<KonvaImage>(null);
  useEffect(() => {
    node.current?.to({ opacity, duration: FADE_SECONDS });
  }, [opacity]);
  return (
    <Image
      ref={node}
      image={canvas}
      x={left}
      y={top}
      width={Math.abs(right - left)}
      height={bottom - top}
      scaleX={right < left ? -1 : 1}
      opacity={0}
      listening={false}
    />
  );
}
