// Builds everything that the x-rays pass at one visit, placed on the detector in millimetres, and the truth about both hips.

import { seededRandom } from '../domain/random.ts';
import type { Random } from '../domain/random.ts';
import type { MillimetrePoint } from '../domain/geometry.ts';
import type { Side } from '../domain/hip.ts';
import { perQuadrant } from '../domain/quadrant.ts';
import type { PerQuadrant } from '../domain/quadrant.ts';
import type { Blob, Ridge, Solid } from './attenuation.ts';
import { moveOutline, onCircle } from './curve.ts';
import type { Spot } from './curve.ts';
import { buildFemur } from './anatomy/femur.ts';
import type { Grain } from './grain.ts';
import { buildHemipelvis, socketRadius } from './anatomy/hemipelvis.ts';
import type { Hemipelvis, Joint } from './anatomy/hemipelvis.ts';
import { buildImplant } from './anatomy/implant.ts';
import { placeLandmarks } from './anatomy/landmarks.ts';
import { markerStrokes } from './marker.ts';
import { growHipOsteophytes } from './anatomy/hip-osteophytes.ts';
import { PELVIC_FORMS } from './anatomy/pelvic-form.ts';
import type { HipPathology } from './pathology.ts';
import type { HipShape } from './anatomy/shape.ts';
import { bodyAttenuation, fatPlanes, mottle, viscera } from './anatomy/soft-tissue.ts';
import { buildSpine } from './anatomy/spine.ts';
import { femoralBundles, roofBundles } from './anatomy/trabeculae.ts';
import type { PhantomSubject, PhantomVisit } from './subject.ts';

export interface HipTruth {
  readonly side: Side;
  readonly pathology: HipPathology;
  readonly implant: boolean;
  readonly headCentre: MillimetrePoint;
  readonly headRadius: number;
  /** The narrowest superior joint space on the image. */
  readonly jointSpaceMm: number;
  readonly landmarks: readonly MillimetrePoint[]; // [80]
  /** Closed outlines. Null at grade 0 or if the hip is replaced. */
  readonly osteophytes: PerQuadrant<readonly MillimetrePoint[] | null>;
}

export interface Scene {
  readonly solids: readonly Solid[];
  readonly ridges: readonly Ridge[];
  readonly blobs: readonly Blob[];
  /** Opaque lead letters. */
  readonly lead: readonly Ridge[];
  readonly body: (x: number, y: number) => number;
  readonly right: HipTruth;
  readonly left: HipTruth;
}

export function buildScene(subject: PhantomSubject, visit: PhantomVisit): Scene {
  const { shape } = subject;
  const { acquisition } = visit;
  const solids: Solid[] = [];
  const ridges: Ridge[] = [];
  const blobs: Blob[] = [];
  const lean = (acquisition.obliquity * Math.PI) / 180;
  const zoom = acquisition.magnification;
  const centreX = ((acquisition.columns - 1) * acquisition.spacingMm) / 2 + acquisition.offsetX;
  const centreY = ((acquisition.rows - 1) * acquisition.spacingMm) / 2 + acquisition.offsetY;
  const [cos, sin] = [Math.cos(lean) * zoom, Math.sin(lean) * zoom];
  const fromMidline = ([x, y]: Spot): Spot => [centreX + cos * x - sin * y, centreY + sin * x + cos * y];
  const soft = seededRandom(visit.visceraSeed);

  const truth = (side: Side): HipTruth => {
    const mirror = side === 'right' ? 1 : -1;
    const fromHip = ([x, y]: Spot): Spot => fromMidline([mirror * (x - shape.halfWidth), y]);
    return addHip({ subject, visit, side, mirror, fromHip, grainSeed: soft.fork(`grain ${side}`), solids, ridges, blobs });
  };
  const right = truth('right');
  const left = truth('left');

  const spine = buildSpine(
    shape.scale,
    shape.iliumHeight,
    shape.mineral,
    4 * acquisition.turn,
    seededRandom(`${subject.seed} spine`),
  );
  const spongy: Grain = {
    kind: 'pelvis',
    matrix: [1, 0, 0, 0, 1, 0],
    offsetX: 17,
    offsetY: 41,
    strength: 0.22,
    fine: 0,
    patch: 1,
  };
  for (const bone of spine.bones) solids.push({ outline: moveOutline(bone, fromMidline), grain: spongy, gain: 1 });
  for (const ridge of spine.ridges) ridges.push({ ...ridge, points: ridge.points.map(fromMidline) });
  for (const blob of [...spine.blobs, ...viscera(shape, soft.fork('viscera'))]) {
    const [x, y] = fromMidline([blob.x, blob.y]);
    blobs.push({ ...blob, x, y, radiusX: blob.radiusX * zoom, radiusY: blob.radiusY * zoom, angle: blob.angle + lean });
  }
  const inverse = 1 / (zoom * zoom);
  const mottling = soft.between(...PELVIC_FORMS[subject.version].mottle);
  const mottleOffset = soft.between(0, 256);
  const body = (x: number, y: number): number => {
    const [dx, dy] = [x - centreX, y - centreY];
    const [across, down] = [(cos * dx + sin * dy) * inverse, (cos * dy - sin * dx) * inverse];
    const body = bodyAttenuation(shape, across, down);
    return body + Math.min(1, body) * mottle(across, down, mottling, mottleOffset);
  };
  return { solids, ridges, blobs, lead: markerStrokes(acquisition), body, right, left };
}

interface HipPlacement {
  readonly subject: PhantomSubject;
  readonly visit: PhantomVisit;
  readonly side: Side;
  readonly mirror: 1 | -1;
  readonly fromHip: (spot: Spot) => Spot;
  readonly grainSeed: Random;
  readonly solids: Solid[];
  readonly ridges: Ridge[];
  readonly blobs: Blob[];
}

function addHip(place: HipPlacement): HipTruth {
  const { subject, visit, side, fromHip, solids, ridges, blobs } = place;
  const { acquisition } = visit;
  const hip = foreshorten(subject.shape[side], acquisition.foreshortening[side]);
  const pathology = visit[side];
  const implant = visit.implants[side];
  const k = subject.shape.scale;
  const sclerotic = hip.irregularity.fork('sclerosis').next();
  const joint: Joint = {
    superiorSpace: pathology.jointSpaceMm,
    medialSpace: pathology.medialSpaceMm,
    sclerosis: pathology.sclerosis === 0 ? 0.25 * sclerotic * sclerotic : 0.45 + 0.55 * sclerotic,
    flattening: pathology.deformity?.flattening ?? 0,
    lateralTiltMm: pathology.deformity?.lateralTiltMm ?? 0,
  };
  const form = PELVIC_FORMS[subject.version];
  const pelvis = buildHemipelvis({
    subject: subject.shape,
    hip,
    joint,
    pose: { tilt: acquisition.tilt, turn: place.mirror * acquisition.turn },
    form,
  });
  const femur = buildFemur(hip, { ...joint, buttressMm: pathology.deformity?.buttressMm ?? 0 }, implant);
  const swing = (acquisition.abduction[side] * Math.PI) / 180;
  const swung = ([x, y]: Spot): Spot => [x * Math.cos(swing) - y * Math.sin(swing), x * Math.sin(swing) + y * Math.cos(swing)];
  const fromFemur = (spot: Spot): Spot => fromHip(swung(spot));

  const grown = growHipOsteophytes({ version: subject.version, pathology, femur, pelvis, hip, implant });
  const grain = (kind: Grain['kind'], move: (spot: Spot) => Spot, strength: number): Grain => ({
    kind,
    matrix: inverseOf(move, hip.headRadius / 25),
    offsetX: place.grainSeed.between(0, 256),
    offsetY: place.grainSeed.between(0, 256),
    strength,
    fine: form.grain.fine,
    patch: form.grain.patch,
  });
  const pelvicGrain = grain('pelvis', fromHip, form.grain.pelvis);
  const femoralGrain = grain('femur', fromFemur, form.grain.femur);
  solids.push(
    { outline: moveOutline(grown.pelvis, fromHip), hole: moveOutline(pelvis.foramen, fromHip), grain: pelvicGrain, gain: 1 },
    { outline: moveOutline(pelvis.posteriorWall, fromHip), grain: pelvicGrain, gain: 1 },
    { outline: moveOutline(pelvis.anteriorWall, fromHip), grain: pelvicGrain, gain: 1 },
    { outline: moveOutline(grown.femur, fromFemur), grain: femoralGrain, gain: 1 },
  );
  for (const { outline, femoral } of grown.laidOver)
    solids.push({
      outline: moveOutline(outline, femoral ? fromFemur : fromHip),
      grain: femoral ? femoralGrain : pelvicGrain,
      gain: 1,
    });
  const line = (points: readonly Spot[], sigma: number, amount: number, move = fromHip): void => {
    ridges.push({ points: points.map(move), sigma, amount: amount * hip.cortex });
  };
  if (form.lines.sourcil > 0) line(pelvis.subchondral, 1.1, form.lines.sourcil * (1 + joint.sclerosis));
  line(pelvis.teardrop, 0.75, form.lines.teardrop);
  line(pelvis.ilioischial, 0.7, form.lines.ilioischial);
  line(pelvis.iliopectineal, 0.75, form.lines.iliopectineal);
  line(femur.trochantericCrest, 1, form.lines.trochanter, fromFemur);
  if (grown.collar !== null) line(grown.collar.points, grown.collar.sigma, grown.collar.amount, fromFemur);
  for (const plane of fatPlanes(k, seededRandom(`${subject.seed} fat ${side}`)))
    ridges.push({ ...plane, points: plane.points.map(fromHip) });

  if (subject.version > 1) {
    const bundles = hip.irregularity.fork('bundles');
    const inFemur = implant ? [] : femoralBundles(hip, bundles.fork('femur'));
    for (const ridge of inFemur) ridges.push({ ...ridge, points: ridge.points.map(fromFemur) });
    for (const ridge of roofBundles(hip, bundles.fork('roof'))) ridges.push({ ...ridge, points: ridge.points.map(fromHip) });
  }

  const osteophytes = perQuadrant((quadrant): readonly MillimetrePoint[] | null => {
    const spots = grown.visible[quadrant];
    if (spots === null || pathology.grades[quadrant] === 0) return null;
    const move = quadrant.startsWith('femur') ? fromFemur : fromHip;
    return spots.map((spot) => pointAt(move(spot)));
  });

  if (!implant) addLookAlikes(hip.irregularity.fork('bystanders'), hip, pelvis, fromHip, blobs);
  if (!implant && pathology.cysts === 1) addCysts(hip.irregularity.fork('cysts'), hip, joint, fromHip, fromFemur, blobs);
  if (implant) solids.push(...buildImplant(hip, femur, fromFemur));

  const reading = seededRandom(`${visit.visceraSeed} points ${side}`);
  const landmarks = placeLandmarks(femur, pelvis, hip.headRadius).map((spot, index) => {
    const [x, y] = (isFemoral(index) ? fromFemur : fromHip)(spot);
    return { x: x + 0.35 * reading.normal(), y: y + 0.35 * reading.normal() };
  });
  const spaces = Array.from({ length: 12 }, (_, i) => socketRadius(hip, joint, -hip.coverage + i * 5) - hip.headRadius);
  return {
    side,
    pathology,
    implant,
    headCentre: pointAt(fromHip([0, 0])),
    headRadius: hip.headRadius * acquisition.magnification,
    jointSpaceMm: Math.min(...spaces) * acquisition.magnification,
    landmarks,
    osteophytes,
  };
}

function addCysts(
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
function addLookAlikes(random: Random, hip: HipShape, pelvis: Hemipelvis, fromHip: (spot: Spot) => Spot, blobs: Blob[]): void {
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

/** Shortens and steepens a neck that is rotated out of the image plane. */
function foreshorten(hip: HipShape, share: number): HipShape {
  return { ...hip, neckLength: hip.neckLength * (1 - share), neckShaft: hip.neckShaft + 60 * share };
}

function isFemoral(index: number): boolean {
  return index <= 33 || (index >= 73 && index <= 78);
}

/** Returns the matrix from detector mm to the hip's own frame, scaled to a head of 25 mm radius. */
function inverseOf(move: (spot: Spot) => Spot, scale: number): Grain['matrix'] {
  const [ox, oy] = move([0, 0]);
  const [ax, ay] = move([1, 0]);
  const [bx, by] = move([0, 1]);
  const [a, b, c, d] = [ax - ox, bx - ox, ay - oy, by - oy];
  const determinant = (a * d - b * c) * scale;
  const [i, j, m, n] = [d / determinant, -b / determinant, -c / determinant, a / determinant];
  return [i, j, -(i * ox + j * oy), m, n, -(m * ox + n * oy)];
}

function pointAt([x, y]: Spot): MillimetrePoint {
  return { x, y };
}
