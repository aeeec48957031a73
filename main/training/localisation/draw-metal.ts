// Draws metal over the picture of a hip: replacements of the joint, and nails, plates and screws that leave the head in place. Shapes are
// in head radii around the head of a right hip: x points to the patient's left, y to the feet.

import type { Circle } from '../../domain/geometry.ts';
import type { Random } from '../../domain/random.ts';

export interface PictureToDraw {
  readonly width: number;
  readonly height: number;
  readonly pixels: Float32Array; // [height, width]
}

/** How a hip lies on the picture. */
export interface HipOnPicture {
  readonly head: Circle;
  /** True if the hip looks like a right one, so its shaft lies towards the left edge. */
  readonly looksRight: boolean;
  /** Turn of the picture in radians. */
  readonly angle: number;
}

type Point = readonly [number, number];

/** A thick line with round ends, or a disc if both ends are the same. Widths are radii of the line. */
interface Stroke {
  readonly from: Point;
  readonly to: Point;
  readonly fromWidth: number;
  readonly toWidth: number;
}

export const METAL_KINDS = ['total', 'hemi', 'resurfacing', 'nail', 'plate', 'screws', 'blade'] as const;
export type MetalKind = (typeof METAL_KINDS)[number];

/** True if the kind replaces the head. */
export function replacesHead(kind: MetalKind): boolean {
  return kind === 'total' || kind === 'hemi' || kind === 'resurfacing';
}

/** Draws one device over the picture. */
export function drawMetal(picture: PictureToDraw, hip: HipOnPicture, kind: MetalKind, random: Random): void {
  let brightest = 0;
  for (const value of picture.pixels) brightest = Math.max(brightest, value);
  const bright = Math.max(0.35, brightest) * random.between(0.85, 1.35);
  const cosine = Math.cos(hip.angle);
  const sine = Math.sin(hip.angle);
  const place = ([u, v]: Point): Point => {
    const across = (hip.looksRight ? u : -u) * hip.head.radius;
    const down = v * hip.head.radius;
    return [hip.head.x + across * cosine - down * sine, hip.head.y + across * sine + down * cosine];
  };
  const opacity = random.between(0.75, 1);
  for (const stroke of strokesOf(kind, random)) {
    drawStroke(picture, stroke, { place, unit: hip.head.radius, bright, opacity });
  }
}

function strokesOf(kind: MetalKind, random: Random): Stroke[] {
  const vary = (value: number, by: number): number => value + random.between(-by, by);
  const shaftTop: Point = [vary(-1.95, 0.25), vary(1.4, 0.3)];
  const shaftEnd: Point = [vary(-2.3, 0.4), vary(6.5, 1.8)];
  const line = (from: Point, to: Point, width: number, toWidth = width): Stroke => ({
    from,
    to,
    fromWidth: width,
    toWidth,
  });
  const disc = (at: Point, radius: number): Stroke => line(at, at, radius);
  const stem = (): Stroke[] => [
    line([0, 0], [vary(-1.35, 0.15), vary(0.95, 0.15)], vary(0.27, 0.06)),
    line([shaftTop[0] + 0.35, shaftTop[1] - 0.35], shaftEnd, vary(0.5, 0.12), vary(0.22, 0.06)),
  ];
  const crossScrews = (along: readonly [Point, Point], count: number): Stroke[] =>
    Array.from({ length: count }, (_, i) => {
      const share = (i + 0.6) / count;
      const x = along[0][0] + (along[1][0] - along[0][0]) * share;
      const y = along[0][1] + (along[1][1] - along[0][1]) * share;
      return line([x, y], [x + vary(1, 0.15), y + vary(0.05, 0.08)], vary(0.09, 0.03));
    });
  switch (kind) {
    case 'total': {
      const cup = vary(1.15, 0.12);
      const middle = vary(0, 0.1);
      const rim: Stroke[] = Array.from({ length: 10 }, (_, i) => {
        const angle = (-200 + 18 * i + random.between(-1, 1)) * (Math.PI / 180);
        return disc([middle + cup * Math.cos(angle), cup * Math.sin(angle)], 0.14);
      });
      const liner = random.next() < 0.5 ? [disc([middle, -0.1], cup * 0.95)] : rim;
      return [...liner, ...rim, disc([0, 0], vary(0.62, 0.12)), ...stem()];
    }
    case 'hemi':
      return [disc([0, 0], vary(1, 0.07)), ...stem()];
    case 'resurfacing':
      return [disc([0, 0], vary(1.05, 0.06)), line([0, 0], [vary(-1.1, 0.15), vary(0.85, 0.15)], 0.15)];
    case 'nail':
      return [
        line([vary(-2, 0.2), vary(-0.5, 0.3)], shaftEnd, vary(0.36, 0.08), vary(0.25, 0.05)),
        ...(random.next() < 0.8
          ? [line([vary(-2.7, 0.2), vary(1.75, 0.2)], [vary(0.1, 0.25), vary(-0.1, 0.25)], vary(0.2, 0.05))]
          : []),
      ];
    case 'plate': {
      const top: Point = [vary(-2.75, 0.2), vary(0.9, 0.5)];
      const end: Point = [vary(-3, 0.3), vary(5.5, 1.8)];
      return [
        line(top, end, vary(0.2, 0.06)),
        ...crossScrews([top, end], 3 + random.below(4)),
        ...(random.next() < 0.75 ? [line([top[0], top[1] + 0.5], [vary(0, 0.4), vary(-0.1, 0.3)], vary(0.2, 0.06))] : []),
      ];
    }
    case 'screws': {
      const count = 2 + random.below(3);
      return Array.from({ length: count }, (_, i) => {
        const aside = (i - (count - 1) / 2) * vary(0.5, 0.1);
        return line([vary(-2.5, 0.2), vary(1.8, 0.2) + aside], [vary(0, 0.5), vary(-0.1, 0.3) + aside * 0.8], vary(0.12, 0.03));
      });
    }
    case 'blade': {
      const bend: Point = [vary(-2.6, 0.25), vary(0.2, 0.4)];
      const end: Point = [vary(-2.75, 0.3), vary(5.5, 1.8)];
      return [
        line([vary(0.1, 0.4), bend[1] + vary(0.1, 0.4)], bend, vary(0.2, 0.05)),
        line(bend, end, vary(0.2, 0.05)),
        ...crossScrews([bend, end], 3 + random.below(4)),
      ];
    }
  }
}

interface Drawing {
  readonly place: (point: Point) => Point;
  /** Pixels per head radius. */
  readonly unit: number;
  readonly bright: number;
  readonly opacity: number;
}

/** Draws one stroke with edges one pixel soft. It never darkens the picture. */
export function drawStroke(
  { pixels, width, height }: PictureToDraw,
  stroke: Stroke,
  { place, unit, bright, opacity }: Drawing,
): void {
  const [ax, ay] = place(stroke.from);
  const [bx, by] = place(stroke.to);
  const widths = [Math.max(0.4, stroke.fromWidth * unit), Math.max(0.4, stroke.toWidth * unit)] as const;
  const reach = Math.max(...widths) + 1;
  const [dx, dy] = [bx - ax, by - ay];
  const squared = dx * dx + dy * dy;
  const clamp = (value: number, edge: number): number => Math.min(edge - 1, Math.max(0, value));
  for (
    let y = clamp(Math.floor(Math.min(ay, by) - reach), height);
    y <= clamp(Math.ceil(Math.max(ay, by) + reach), height);
    y++
  ) {
    for (
      let x = clamp(Math.floor(Math.min(ax, bx) - reach), width);
      x <= clamp(Math.ceil(Math.max(ax, bx) + reach), width);
      x++
    ) {
      const along = squared === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / squared));
      const distance = Math.hypot(x - ax - along * dx, y - ay - along * dy);
      const cover = Math.min(1, Math.max(0, widths[0] + (widths[1] - widths[0]) * along - distance + 0.5)) * opacity;
      const at = y * width + x;
      if (cover > 0 && bright > pixels[at]) pixels[at] += (bright - pixels[at]) * cover;
    }
  }
}
