// One half of the pelvis in the hip's own frame: origin at the femoral head centre, +x towards the midline, +y down, millimetres.

import { closedOutline, onCircle, openCurve } from '../curve.ts';
import type { Knot, Outline, Shell, Spot } from '../curve.ts';
import type { PelvicForm, Knot as FormKnot } from './forms/pelvic-form.ts';
import type { HipShape, SubjectShape } from './shape.ts';

export interface Hemipelvis {
  readonly bone: Outline;
  readonly foramen: Outline;
  readonly posteriorWall: Outline;
  readonly anteriorWall: Outline;
  /** The lateral end of the roof. */
  readonly lateralEdge: Spot;
  /** The margin below the fossa, next to the teardrop. */
  readonly inferiorMargin: Spot;
  readonly outerIlium: readonly Spot[];
  readonly sourcil: readonly Spot[];
  /** The dense plate just above the sourcil. */
  readonly subchondral: readonly Spot[];
  readonly posteriorRim: readonly Spot[];
  readonly ischiumPubis: readonly Spot[];
  readonly teardrop: readonly Spot[];
  readonly ilioischial: readonly Spot[];
  readonly iliopectineal: readonly Spot[];
}

export interface Joint {
  /** Superior and medial joint space width in mm. */
  readonly superiorSpace: number;
  readonly medialSpace: number;
  /** From 0 to 1. */
  readonly sclerosis: number;
  /** How much of its radius the head loses under the roof, as a share. The socket follows by half. */
  readonly flattening: number;
  /** How much wider the joint is at the lateral edge than above the head, in mm. */
  readonly lateralTiltMm: number;
}

/** Returns how strongly the roof bears on the head at an angle in degrees from straight up, from 0 to 1. */
export function underRoof(degrees: number): number {
  return Math.exp(-(((degrees + 8) / 27) ** 2));
}

interface PelvicPose {
  /** From -1, outlet view, to 1, inlet view. */
  readonly tilt: number;
  /** From -1, this side rotated away from the detector, to 1, towards it. */
  readonly turn: number;
}

/** Returns the radius of the articular arc about the head centre at an angle in degrees from straight up. */
export function socketRadius(hip: HipShape, joint: Joint, degrees: number): number {
  const medial = Math.min(1, Math.max(0, (degrees - 5) / 60));
  const lateral = Math.min(1, Math.max(0, -degrees / 35));
  const round = hip.headRadius + joint.superiorSpace + (joint.medialSpace - joint.superiorSpace) * medial * medial;
  return round - 0.5 * joint.flattening * hip.headRadius * underRoof(degrees) + joint.lateralTiltMm * lateral;
}

interface PelvicBuild {
  readonly subject: SubjectShape;
  readonly hip: HipShape;
  readonly joint: Joint;
  readonly pose: PelvicPose;
  readonly form: PelvicForm;
}

export function buildHemipelvis({ subject, hip, joint, pose, form }: PelvicBuild): Hemipelvis {
  const { plates } = form;
  const k = subject.scale;
  const random = hip.irregularity.fork('pelvis');
  const m = subject.halfWidth / k;
  const place = (x: number, y: number, spread = 1): Spot =>
    warp([k * x + spread * random.normal(), k * y + spread * random.normal()], subject, pose);
  const placed = (knots: readonly FormKnot[]): Spot[] => knots.map(([x, y, spread]) => place(x, y, spread));
  const arc = (degrees: number, outside = 0): Spot => onCircle(socketRadius(hip, joint, degrees) + outside, degrees);

  const lateralEdge = arc(-hip.coverage);
  const [ex, ey] = lateralEdge;
  const lipUp: Spot = [ex - 0.6 * hip.lip, ey - hip.lip];
  const outerIlium = [...placed(form.ilium), [ex - 4.5 * k, ey - 9 * k] as Spot, lipUp, lateralEdge];
  const medialEnd = 78;
  const fossaTop = onCircle(socketRadius(hip, joint, medialEnd) + hip.fossaDepth, 92);
  const floor = fossaTop[0];
  const inferiorMargin: Spot = [floor - 2.6 * k, 29.5 * k + hip.marginDrop + random.normal()];
  const ischiumPubis = [
    ...placed(form.ischium),
    place(20.5, 86, 1.5),
    place(27, 99, 1.5),
    place(39, 104, 1.5),
    place(53, 96),
    place(66, 84.5),
    place(m - 13, 73),
    place(m - 4, 61),
    place(m - 2.3, 52, 0.4),
    place(m - 2.1, 38, 0.4),
    place(m - 3, 27, 0.6),
    place(80, 19.5),
    place(67, 13.5),
  ];
  const knots: Knot[] = [];
  const add = (shell: Shell, ...spots: readonly Spot[]): void => {
    for (const [x, y] of spots)
      knots.push({ x, y, shell: { ...shell, cortex: shell.cortex * hip.cortex, density: shell.density * subject.mineral } });
  };
  add(plates.lip, lateralEdge, lipUp);
  add(plates.spine, outerIlium[3], outerIlium[2], outerIlium[1], outerIlium[0]);
  add(
    plates.crest,
    place(-34, -79, 1.5),
    place(-46, -91, 1.5),
    place(-54, -105, 1.5),
    place(-54, -120, 1.5),
    place(-44, -136, 1.5),
    place(-26, -148, 1.5),
    place(-4, -154, 1.5),
    place(18, -153, 1.5),
    place(38, -144, 1.5),
  );
  add(plates.sacroiliac, ...placed(form.sacroiliac));
  add(plates.brim, ...placed(form.brim));
  add(plates.upperRamus, ...placed(form.upperRamus));
  const [ramusTop, tubercle] = [ischiumPubis[15], ischiumPubis[14]];
  add(plates.ramus, ramusTop, tubercle);
  add(plates.pubis, ischiumPubis[13], ischiumPubis[12], ischiumPubis[11], ischiumPubis[10], ischiumPubis[9]);
  add(plates.ramus, ischiumPubis[8], ischiumPubis[7]);
  add(plates.ischium, ischiumPubis[6], ischiumPubis[5], ischiumPubis[4], ischiumPubis[3], ischiumPubis[2], ischiumPubis[1]);
  add(
    plates.fossa,
    [form.notch[0][0] * k, form.notch[0][1] * k],
    [floor + form.notch[1][0] * k, Math.min(form.notch[1][1] + 3, form.notch[1][1] + hip.marginDrop / k) * k],
    inferiorMargin,
    [floor - 0.6 * k, 22 * k],
    [floor + 0.4 * k, 11 * k],
    fossaTop,
  );
  for (let degrees = medialEnd; degrees > -hip.coverage + 2; degrees -= 4) {
    const weight = Math.exp(-(((degrees + 4) / 34) ** 2));
    const [x, y] = arc(degrees);
    knots.push({
      x,
      y,
      shell: {
        radius: plates.roof.radius - 4 * (1 - weight),
        depth: plates.roof.depth - form.roofThinning * (1 - weight),
        cortex: hip.cortex * (form.sourcil.cortex + 0.9 * weight) + 2.6 * joint.sclerosis * weight,
        density: subject.mineral * (form.sourcil.density + 0.2 * weight) + 0.5 * joint.sclerosis * weight,
      },
    });
  }
  const foramenSpots = [
    place(37, 40),
    place(44, 31.5),
    place(56, 27.5),
    place(67, 32),
    place(74, 42.5),
    place(71.5, 56),
    place(62, 68),
    place(50.5, 74),
    place(41.5, 66),
    place(36.5, 53),
  ];
  const p = form.rimSpread * hip.posteriorRim;
  const a = form.rimSpread * hip.anteriorRim;
  const posteriorRim: Spot[] = [
    [ex - 0.5, ey + 4 * k],
    ...form.posteriorRim.map(([x, y], i): Spot => [x * k + (i === 3 ? 0.6 : 1) * p, y * k]),
    ischiumPubis[0],
  ];
  const anteriorRim: Spot[] = [
    [ex + 3 * k, ey + 2 * k],
    ...form.anteriorRim.map(([x, y], i): Spot => [x * k + (i === 3 ? 0.5 : 1) * a, y * k]),
  ];
  const wall = (rim: readonly Spot[], shell: Shell, closing: readonly Spot[]): Outline =>
    closedOutline([
      ...rim.map(([x, y]) => ({
        x,
        y,
        shell: { ...shell, depth: form.wallRim * shell.depth, cortex: shell.cortex * hip.cortex },
      })),
      ...closing.map(([x, y]) => ({ x, y, shell: { ...plates.none, depth: shell.depth } })),
    ]);
  const t = hip.teardropWidth;
  const bottom = 30.5 * k + hip.marginDrop + random.normal();
  return {
    bone: closedOutline(knots),
    foramen: closedOutline(
      foramenSpots.map(([x, y]) => ({
        x,
        y,
        shell: { ...plates.foramen, cortex: plates.foramen.cortex * hip.cortex, density: plates.foramen.density },
      })),
    ),
    posteriorWall: wall([...posteriorRim, ...ischiumPubis.slice(1, form.wallFoot.knots)], form.posteriorWall, [
      [form.wallFoot.corner[0] * k, form.wallFoot.corner[1] * k],
      [floor + (4 + form.wallFar) * k, 20 * k],
      [floor + (3 + form.wallFar) * k, -4 * k],
      arc(50, 9 + form.wallFar),
      arc(15, 10 + 0.8 * form.wallReach),
      arc(-18, 9 + form.wallReach),
    ]),
    anteriorWall: wall(anteriorRim, form.anteriorWall, [
      [floor + (4 + form.wallFar) * k, 26 * k],
      [floor + (4 + form.wallFar) * k, 6 * k],
      arc(70, 8 + form.wallFar),
      arc(35, 9 + 0.4 * form.wallReach),
      arc(0, 9 + form.wallReach),
    ]),
    lateralEdge,
    inferiorMargin,
    outerIlium,
    sourcil: openCurve(Array.from({ length: 12 }, (_, i) => arc(-hip.coverage + (i * (hip.coverage + 38)) / 11))),
    subchondral: openCurve(Array.from({ length: 12 }, (_, i) => arc(-hip.coverage + 2 + (i * (hip.coverage + 40)) / 11, 1.2))),
    posteriorRim: openCurve(posteriorRim),
    ischiumPubis,
    teardrop: openCurve([
      [floor - 0.4 * k, 8 * k],
      [floor, 19 * k],
      [floor + 0.12 * t, bottom - 3.5 * k],
      [floor + 0.5 * t, bottom],
      [floor + 0.92 * t, bottom - 4 * k],
      [floor + 1.05 * t, 17 * k],
      [floor + 1.1 * t, 5 * k],
      [floor + 1.2 * t, -7 * k],
    ]),
    ilioischial: openCurve(placed(form.ilioischial)),
    iliopectineal: openCurve(placed(form.iliopectineal)),
  };
}

/** Pelvic tilt and rotation move the parts away from the joint. The joint itself hardly changes. */
function warp([x, y]: Spot, subject: SubjectShape, pose: PelvicPose): Spot {
  const medial = smooth((x / subject.scale - 32) / 50);
  const lower = smooth((y / subject.scale - 2) / 40);
  const upper = smooth((-y / subject.scale - 35) / 60);
  const down =
    y *
    (1 + lower * (subject.pubicHeight - 1 + 0.17 * pose.tilt * medial) + upper * (subject.iliumHeight - 1 - 0.05 * pose.tilt));
  const across = x * (1 + 0.07 * pose.turn * medial * lower + 0.09 * pose.turn * upper);
  return [across, down];
}

function smooth(t: number): number {
  const s = Math.min(1, Math.max(0, t));
  return s * s * (3 - 2 * s);
}
