// Builds everything that the x-rays pass at one visit, placed on the detector in millimetres, and the truth about both hips.

import { seededRandom } from '../domain/random.ts';
import type { Random } from '../domain/random.ts';
import type { MillimetrePoint } from '../domain/geometry.ts';
import type { Side } from '../domain/hip.ts';
import { perQuadrant } from '../domain/quadrant.ts';
import type { PerQuadrant } from '../domain/quadrant.ts';
import type { Blob, Ridge, Solid } from './attenuation.ts';
import { moveOutline } from './curve.ts';
import type { Spot } from './curve.ts';
import { addCysts, addLookAlikes } from './anatomy/bystanders.ts';
import { buildFemur } from './anatomy/femur.ts';
import type { Grain } from './texture/grain.ts';
import { pelvicBands } from './anatomy/bands.ts';
import { buildHemipelvis, socketRadius } from './anatomy/hemipelvis.ts';
import type { Joint } from './anatomy/hemipelvis.ts';
import { buildImplant } from './anatomy/implant.ts';
import { placeLandmarks } from './anatomy/landmarks.ts';
import { markerStrokes } from './marker.ts';
import { growHipOsteophytes } from './anatomy/hip-osteophytes.ts';
import { PELVIC_FORMS } from './anatomy/forms/by-version.ts';
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
    bundled: false,
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
  const form = PELVIC_FORMS[subject.version];
  const joint: Joint = {
    superiorSpace: pathology.jointSpaceMm,
    medialSpace: pathology.medialSpaceMm,
    sclerosis: pathology.sclerosis === 0 ? 0.25 * sclerotic * sclerotic : 0.45 + 0.55 * sclerotic,
    flattening: pathology.deformity?.flattening ?? 0,
    lateralTiltMm: (pathology.deformity?.lateralTiltMm ?? 0) + form.lateralOpening,
  };
  const pelvis = buildHemipelvis({
    subject: subject.shape,
    hip,
    joint,
    pose: { tilt: acquisition.tilt, turn: place.mirror * acquisition.turn },
    form,
  });
  const femur = buildFemur(hip, { ...joint, buttressMm: pathology.deformity?.buttressMm ?? 0, form: form.femur }, implant);
  const swing = (acquisition.abduction[side] * Math.PI) / 180;
  const swung = ([x, y]: Spot): Spot => [x * Math.cos(swing) - y * Math.sin(swing), x * Math.sin(swing) + y * Math.cos(swing)];
  const fromFemur = (spot: Spot): Spot => fromHip(swung(spot));

  const grown = growHipOsteophytes({ version: subject.version, pathology, femur, pelvis, hip, implant, form: form.osteophytes });
  const grain = (kind: Grain['kind'], move: (spot: Spot) => Spot, strength: number): Grain => ({
    kind,
    matrix: inverseOf(move, hip.headRadius / 25),
    offsetX: place.grainSeed.between(0, 256),
    offsetY: place.grainSeed.between(0, 256),
    strength,
    fine: form.grain.fine,
    patch: form.grain.patch,
    bundled: form.grain.bundled,
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
  if (form.bands !== null) {
    const bandGrain = { ...pelvicGrain, strength: form.bands.grain };
    const bands = pelvicBands({ hip, joint, pelvis, form: form.bands, random: hip.irregularity.fork('bands') });
    for (const band of bands) solids.push({ outline: moveOutline(band, fromHip), grain: bandGrain, gain: 1 });
  }
  if (form.lines.sourcil > 0) line(pelvis.subchondral, 1.1, form.lines.sourcil * (1 + joint.sclerosis));
  line(pelvis.teardrop, 0.75, form.lines.teardrop);
  line(pelvis.ilioischial, 0.7, form.lines.ilioischial);
  line(pelvis.iliopectineal, 0.75, form.lines.iliopectineal);
  line(femur.trochantericCrest, 1, form.lines.trochanter, fromFemur);
  for (const { ridge, femoral } of grown.rims) line(ridge.points, ridge.sigma, ridge.amount, femoral ? fromFemur : fromHip);
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
