// One half of the pelvis in the hip's own frame: origin at the femoral head centre, +x towards the midline, +y down, millimetres.

import { closedOutline, onCircle, openCurve } from '../curve.ts';
import type { Knot, Outline, Shell, Spot } from '../curve.ts';
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
}

export interface PelvicPose {
  /** From -1, outlet view, to 1, inlet view. */
  readonly tilt: number;
  /** From -1, this side rotated away from the detector, to 1, towards it. */
  readonly turn: number;
}

/** Returns the radius of the articular arc about the head centre at an angle in degrees from straight up. */
export function socketRadius(hip: HipShape, joint: Joint, degrees: number): number {
  const medial = Math.min(1, Math.max(0, (degrees - 5) / 60));
  return hip.headRadius + joint.superiorSpace + (joint.medialSpace - joint.superiorSpace) * medial * medial;
}

const PLATES = {
  lip: { radius: 7, depth: 26, cortex: 1.5, density: 0.95 },
  roof: { radius: 11, depth: 44, cortex: 1.5, density: 1.05 },
  fossa: { radius: 5, depth: 20, cortex: 1.1, density: 0.5 },
  spine: { radius: 8, depth: 26, cortex: 1.3, density: 0.7 },
  crest: { radius: 7, depth: 17, cortex: 1.4, density: 0.6 },
  sacroiliac: { radius: 8, depth: 26, cortex: 1.5, density: 0.7 },
  brim: { radius: 6, depth: 24, cortex: 2.1, density: 0.7 },
  ramus: { radius: 7, depth: 15, cortex: 1.4, density: 0.6 },
  pubis: { radius: 8, depth: 20, cortex: 1.2, density: 0.65 },
  ischium: { radius: 10, depth: 30, cortex: 1.7, density: 0.6 },
  foramen: { radius: 6, depth: 18, cortex: 1.2, density: 0.6 },
  none: { radius: 16, depth: 10, cortex: 0, density: 0.8 },
} satisfies Record<string, Shell>;

export function buildHemipelvis(subject: SubjectShape, hip: HipShape, joint: Joint, pose: PelvicPose): Hemipelvis {
  const k = subject.scale;
  const random = hip.irregularity.fork('pelvis');
  const m = subject.halfWidth / k;
  const place = (x: number, y: number, spread = 1): Spot =>
    warp([k * x + spread * random.normal(), k * y + spread * random.normal()], subject, pose);
  const arc = (degrees: number, outside = 0): Spot => onCircle(socketRadius(hip, joint, degrees) + outside, degrees);

  const lateralEdge = arc(-hip.coverage);
  const [ex, ey] = lateralEdge;
  const lipUp: Spot = [ex - 0.6 * hip.lip, ey - hip.lip];
  const outerIlium = [
    place(-27, -68),
    place(-26.5, -56),
    place(-24, -44),
    [ex - 4.5 * k, ey - 9 * k] as Spot,
    lipUp,
    lateralEdge,
  ];
  const medialEnd = 78;
  const fossaTop = onCircle(socketRadius(hip, joint, medialEnd) + hip.fossaDepth, 92);
  const floor = fossaTop[0];
  const inferiorMargin: Spot = [floor - 2.6 * k, 29.5 * k + hip.marginDrop + random.normal()];
  const ischiumPubis = [
    place(11.5, 40.5),
    place(16, 47),
    place(19.5, 58),
    place(20, 72),
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
  add(PLATES.lip, lateralEdge, lipUp);
  add(PLATES.spine, outerIlium[3], outerIlium[2], outerIlium[1], outerIlium[0]);
  add(
    PLATES.crest,
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
  add(PLATES.sacroiliac, place(50, -129, 1.5), place(55, -114), place(53, -97), place(56, -82), place(58, -69));
  add(
    PLATES.brim,
    place(50, -52),
    place(45, -32),
    place(44.5, -17),
    place(46, -9, 1.5),
    place(43, 1),
    place(46, 6.5),
    place(55, 9.5),
  );
  const [ramusTop, tubercle] = [ischiumPubis[15], ischiumPubis[14]];
  add(PLATES.ramus, ramusTop, tubercle);
  add(PLATES.pubis, ischiumPubis[13], ischiumPubis[12], ischiumPubis[11], ischiumPubis[10], ischiumPubis[9]);
  add(PLATES.ramus, ischiumPubis[8], ischiumPubis[7]);
  add(PLATES.ischium, ischiumPubis[6], ischiumPubis[5], ischiumPubis[4], ischiumPubis[3], ischiumPubis[2], ischiumPubis[1]);
  add(
    PLATES.fossa,
    [16.5 * k, 40.5 * k],
    [floor - 9 * k, Math.min(39.5, 36.5 + hip.marginDrop / k) * k],
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
        radius: PLATES.roof.radius - 4 * (1 - weight),
        depth: PLATES.roof.depth - 12 * (1 - weight),
        cortex: hip.cortex * (1.1 + 0.9 * weight) + 2.6 * joint.sclerosis * weight,
        density: subject.mineral * (0.85 + 0.2 * weight) + 0.5 * joint.sclerosis * weight,
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
  const p = hip.posteriorRim;
  const a = hip.anteriorRim;
  const posteriorRim: Spot[] = [
    [ex - 0.5, ey + 4 * k],
    [-18 * k + p, -11 * k],
    [-14.5 * k + p, 4 * k],
    [-6 * k + p, 18 * k],
    [4 * k + 0.6 * p, 30.5 * k],
    ischiumPubis[0],
  ];
  const anteriorRim: Spot[] = [
    [ex + 3 * k, ey + 2 * k],
    [-7 * k + a, -15 * k],
    [3 * k + a, -2 * k],
    [13 * k + a, 11 * k],
    [22 * k + 0.5 * a, 24 * k],
  ];
  const wall = (rim: readonly Spot[], shell: Shell, closing: readonly Spot[]): Outline =>
    closedOutline([
      ...rim.map(([x, y]) => ({ x, y, shell: { ...shell, cortex: shell.cortex * hip.cortex } })),
      ...closing.map(([x, y]) => ({ x, y, shell: { ...PLATES.none, depth: shell.depth } })),
    ]);
  const t = hip.teardropWidth;
  const bottom = 30.5 * k + hip.marginDrop + random.normal();
  return {
    bone: closedOutline(knots),
    foramen: closedOutline(
      foramenSpots.map(([x, y]) => ({
        x,
        y,
        shell: { ...PLATES.foramen, cortex: PLATES.foramen.cortex * hip.cortex, density: PLATES.foramen.density },
      })),
    ),
    posteriorWall: wall(posteriorRim, { radius: 9, depth: 13, cortex: 0.75, density: 0.7 }, [
      [25 * k, 40 * k],
      [floor + 4 * k, 20 * k],
      [floor + 3 * k, -4 * k],
      arc(50, 9),
      arc(15, 10),
      arc(-18, 9),
    ]),
    anteriorWall: wall(anteriorRim, { radius: 9, depth: 9, cortex: 0.6, density: 0.7 }, [
      [floor + 4 * k, 26 * k],
      [floor + 4 * k, 6 * k],
      arc(70, 8),
      arc(35, 9),
      arc(0, 9),
    ]),
    lateralEdge,
    inferiorMargin,
    outerIlium,
    sourcil: openCurve(Array.from({ length: 12 }, (_, i) => arc(-hip.coverage + (i * (hip.coverage + 38)) / 11))),
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
    ilioischial: openCurve([
      place(49.5, -50, 0.5),
      place(43.5, -30),
      place(40.5, -10),
      place(38.5, 10),
      place(36.5, 28),
      place(35.5, 42),
      place(36, 56),
    ]),
    iliopectineal: openCurve([
      place(57, -72),
      place(52.5, -52),
      place(46.5, -33),
      place(43.5, -14),
      place(46, 2),
      place(55, 10),
      place(67, 14.5),
      place(80, 20.5),
    ]),
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
