// Round things beside the osteophytes: cysts, and structures that must not be mistaken for osteophytes.

import type { Random } from '../../domain/random.ts';
import type { Blob } from '../attenuation.ts';
import { onCircle, type Spot } from '../curve.ts';
import { socketRadius, type Hemipelvis, type Joint } from './hemipelvis.ts';
import type { HipShape } from './shape.ts';

/** Adds the cysts of a hip that has them, in the roof or in the head. */
export function addCysts(
  random: Random,
  hip: HipShape,
  joint: Joint,
  fromHip: (spot: Spot) => Spot,
  fromFemur: (spot: Spot) => Spot,
  blobs: Blob[],
): void {
  const count = 1 + random.below(3);
  for (let c = 0; c < count; c++) {
    const inRoof = random.next() < 0.55;
    const radius = random.between(2, 5);
    const degrees = random.between(-28, 25);
    const spot = inRoof
      ? onCircle(socketRadius(hip, joint, degrees) + radius + random.between(1.5, 3), degrees)
      : onCircle(hip.headRadius - radius - random.between(1.5, 4), degrees);
    const [x, y] = (inRoof ? fromHip : fromFemur)(spot);
    const angle = random.between(0, 3);
    blobs.push({ x, y, radiusX: radius * 1.25, radiusY: radius * 1.1, angle, amount: 0.08, softness: 0.4 });
    blobs.push({ x, y, radiusX: radius, radiusY: radius * 0.85, angle, amount: -0.21, softness: 0.7 });
  }
}

/** Adds structures that must not be mistaken for osteophytes: bone islands, an os acetabuli or calcified labrum off the rim. */
export function addLookAlikes(
  random: Random,
  hip: HipShape,
  pelvis: Hemipelvis,
  fromHip: (spot: Spot) => Spot,
  blobs: Blob[],
): void {
  const put = ([x, y]: Spot, radius: number, amount: number, softness: number): void => {
    const [imageX, imageY] = fromHip([x, y]);
    blobs.push({
      x: imageX,
      y: imageY,
      radiusX: radius * random.between(0.8, 1.5),
      radiusY: radius,
      angle: random.between(0, 3),
      amount,
      softness,
    });
  };
  const islands = random.next() < 0.45 ? 1 + random.below(3) : 0;
  for (let i = 0; i < islands; i++)
    put(
      onCircle(random.between(12, 44), random.between(-180, 180)),
      random.between(1.8, 4.5),
      random.between(0.06, 0.2),
      random.between(0.5, 1),
    );
  const [ex, ey] = pelvis.lateralEdge;
  if (random.next() < 0.2)
    put([ex - random.between(4.5, 9), ey + random.between(-3, 5)], random.between(1.3, 2.8), random.between(0.08, 0.2), 0.7);
  if (random.next() < 0.17)
    put(
      onCircle(hip.headRadius + random.between(6, 11), random.between(-115, -70)),
      random.between(1.3, 2.6),
      random.between(0.06, 0.18),
      0.7,
    );
  if (random.next() < 0.17)
    put(
      onCircle(hip.headRadius + random.between(5, 9), random.between(150, 200)),
      random.between(1.2, 2.4),
      random.between(0.06, 0.18),
      0.7,
    );
}
