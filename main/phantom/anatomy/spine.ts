// Sacrum, coccyx and the lowest lumbar vertebra, in the midline frame: origin midway between the hip centres, +y down, mm.

import type { Random } from '../../domain/random.ts';
import type { Blob, Ridge } from '../attenuation.ts';
import { closedOutline, openCurve } from '../curve.ts';
import type { Knot, Outline, Shell, Spot } from '../curve.ts';

export interface Spine {
  readonly bones: readonly Outline[];
  readonly ridges: readonly Ridge[];
  readonly blobs: readonly Blob[];
}

export function buildSpine(scale: number, iliumHeight: number, mineral: number, shift: number, random: Random): Spine {
  const up = iliumHeight * scale;
  const spot = (x: number, y: number, spread = 0.8): Spot => [
    scale * x + shift * Math.min(1, -y / 60) + spread * random.normal(),
    y * (y < 0 ? up : scale),
  ];
  const outline = (shell: Shell, right: readonly Spot[], left: readonly Spot[]): Outline => {
    const knots: Knot[] = [...right, ...[...left].reverse()].map(([x, y]) => ({
      x,
      y,
      shell: { ...shell, density: shell.density * mineral },
    }));
    return closedOutline(knots);
  };
  const bothSides = (shell: Shell, half: readonly Spot[]): Outline =>
    outline(
      shell,
      half.map(([x, y]) => spot(x, y)),
      half.map(([x, y]) => spot(-x, y)),
    );
  const sacral: Shell = { radius: 18, depth: 28, cortex: 0.7, density: 0.55 };
  const body: Shell = { radius: 7, depth: 32, cortex: 0.7, density: 0.5 };
  const bones = [
    bothSides(sacral, [
      [6, -116],
      [24, -119],
      [40, -116],
      [49, -106],
      [47, -92],
      [43, -76],
      [37, -62],
      [30, -48],
      [23, -36],
      [15, -27],
      [9, -23],
      [3, -22],
    ]),
    bothSides({ ...sacral, radius: 4, depth: 11 }, [
      [3, -20],
      [9, -19],
      [7, -13],
      [5, -11],
      [2, -10.5],
    ]),
    bothSides({ ...sacral, radius: 3, depth: 9 }, [
      [2, -9],
      [5, -8.5],
      [4.5, -3],
      [2, -1.5],
    ]),
    bothSides({ ...sacral, radius: 3, depth: 8 }, [
      [1, 0],
      [3.4, 0.5],
      [2.6, 6],
      [1, 8],
    ]),
    bothSides(body, [
      [8, -158],
      [26, -158],
      [25, -147],
      [24, -136],
      [27, -125],
      [25, -121],
      [8, -120],
    ]),
    bothSides({ radius: 5, depth: 10, cortex: 1, density: 0.6 }, [
      [8, -151],
      [26, -149],
      [46, -152],
      [49, -146],
      [38, -141],
      [26, -139],
      [8, -139],
    ]),
    bothSides(body, [
      [8, -198],
      [25, -198],
      [24, -186],
      [23, -176],
      [26, -165],
      [24, -162],
      [8, -162],
    ]),
  ];
  const ridges: Ridge[] = [];
  const blobs: Blob[] = [];
  for (const side of [-1, 1]) {
    for (const [x, y, size] of [
      [19, -100, 6],
      [17, -83, 5.5],
      [15, -68, 5],
      [12, -54, 4.2],
    ]) {
      const [cx, cy] = spot(side * x, y);
      blobs.push({
        x: cx,
        y: cy,
        radiusX: size * scale * 1.15,
        radiusY: size * scale * 0.8,
        angle: side * 0.35,
        amount: -0.1,
        softness: 0.8,
      });
      ridges.push({
        points: openCurve([
          [cx - 6.5 * scale, cy + 1],
          [cx - 3 * scale, cy - 4],
          [cx + 3 * scale, cy - 4.4],
          [cx + 6.5 * scale, cy + 0.5],
        ]),
        sigma: 0.7,
        amount: 0.1,
      });
    }
    for (const y of [-146, -185]) {
      const [px, py] = spot(side * 19, y);
      const ring = Array.from({ length: 13 }, (_, i): Spot => [
        px + 4.5 * scale * Math.cos((i * Math.PI) / 6),
        py + 6.5 * scale * Math.sin((i * Math.PI) / 6),
      ]);
      ridges.push({ points: ring, sigma: 0.8, amount: 0.13 });
    }
    const joint = [
      spot(side * 45, -108),
      spot(side * 47.5, -96),
      spot(side * 43, -80),
      spot(side * 41, -70),
      spot(side * 36, -62),
    ];
    ridges.push({ points: openCurve(joint), sigma: 1.1, amount: -0.13 });
  }
  for (const y of [-93, -110, -135, -172]) {
    const [x, cy] = spot(0, y);
    blobs.push({ x, y: cy, radiusX: 4 * scale, radiusY: 8 * scale, angle: 0, amount: 0.16, softness: 0.9 });
  }
  for (const y of [-88, -73, -59])
    ridges.push({ points: openCurve([spot(-10, y), spot(0, y + 1), spot(10, y)]), sigma: 0.7, amount: 0.06 });
  return { bones, ridges, blobs };
}
