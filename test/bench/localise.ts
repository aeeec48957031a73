// Measures how well hips and their points are found on whole phantom radiographs that no training saw, and the effect on the grades.
// The images are synthetic. The figures say nothing about real patients.
// npm run bench:localise [-- --subjects 300 --seed 52003 --implants 0.1 --models FOLDER --without-grades --pictures FOLDER]

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { encode } from 'fast-png';
import { failed, valueOrThrow } from '../../main/domain/failure.ts';
import { imageToCrop, type Circle, type ImagePoint } from '../../main/domain/geometry.ts';
import { LANDMARK_TABLES } from '../../main/domain/landmark-table.ts';
import { QUADRANTS, type Quadrant } from '../../main/domain/quadrant.ts';
import type { Radiograph } from '../../main/domain/radiograph.ts';
import { cropHip } from '../../main/imaging/crop.ts';
import { checkPlausible } from '../../main/imaging/plausibility.ts';
import { resample } from '../../main/imaging/resample.ts';
import { openFinders } from '../../main/inference/finders.ts';
import { boxAround, localiseHips, usualSpacingMm, type Box, type LocalisedHip } from '../../main/inference/localise.ts';
import { openModel } from '../../main/inference/model.ts';
import { phantomRadiograph, type LocatedPhantomHip } from '../../main/phantom/locating-truth.ts';
import { meanKappa } from '../../main/statistics/kappa.ts';

const resources = fileURLToPath(new URL('../../resources/models/', import.meta.url));
const { values } = parseArgs({
  options: {
    subjects: { type: 'string', default: '300' },
    seed: { type: 'string', default: '52003' },
    implants: { type: 'string', default: '0.1' },
    models: { type: 'string', default: join(resources, 'localise') },
    grader: { type: 'string', default: join(resources, 'masked-resnet18-phantom.onnx') },
    'without-grades': { type: 'boolean', default: false },
    pictures: { type: 'string' },
  },
});
const { original } = LANDMARK_TABLES;
const finders = valueOrThrow(await openFinders(values.models));
const grader = values['without-grades'] ? null : valueOrThrow(await openModel(values.grader));

const overlap: number[] = [];
const headOverlap: number[] = [];
const centreMm: number[] = [];
const radiusShare: number[] = [];
const spacingShare: number[] = [];
const milliseconds: number[] = [];
const zoneMm: Record<Quadrant, number[]> = {
  'femur-superior': [],
  'femur-inferior': [],
  'acetabulum-superior': [],
  'acetabulum-inferior': [],
};
const everyMm: number[] = [];
const wrong: string[] = [];
const grades = {
  truth: new Map<Quadrant, number[]>(),
  given: new Map<Quadrant, number[]>(),
  found: new Map<Quadrant, number[]>(),
};
let [hips, missed, prostheses, marked, falselyMarked, pointless, implausible] = [0, 0, 0, 0, 0, 0, 0];

const stop = new AbortController();
process.once('SIGINT', () => stop.abort()); // reports what was measured so far

for (let index = 0; index < Number(values.subjects) && !stop.signal.aborted; index++) {
  const job = { seed: Number(values.seed), index, enrichment: 'published', implantShare: Number(values.implants) } as const;
  const { radiograph, hips: truths } = phantomRadiograph(job);
  const began = performance.now();
  const found = valueOrThrow(await localiseHips(radiograph, finders));
  milliseconds.push(performance.now() - began);
  const spacing = usualSpacingMm(found);
  if (spacing !== undefined) spacingShare.push(spacing / radiograph.spacingMm - 1);
  for (const truth of truths) {
    const hip = found.find(({ side }) => side === truth.side);
    measure(radiograph, truth, hip);
    if (grader !== null && hip?.landmarks && !truth.implant) await grade(radiograph, truth, hip.landmarks);
  }
  if (values.pictures !== undefined) drawOverlay(values.pictures, radiograph, truths, found);
  if (process.stderr.isTTY) process.stderr.write(`\r${index + 1}/${values.subjects}`);
}
await finders.close();
await grader?.close();
report();

function measure(radiograph: Radiograph, truth: LocatedPhantomHip, hip: LocalisedHip | undefined): void {
  const name = `radiograph ${radiograph.subject} ${truth.side}`;
  hips++;
  if (truth.implant) prostheses++;
  const share = hip === undefined ? 0 : intersectionOverUnion(hip.box, boxAround(truth.head));
  overlap.push(share);
  headOverlap.push(hip === undefined ? 0 : intersectionOverUnion(headBox(hip.head), headBox(truth.head)));
  if (hip === undefined || share < 0.5) {
    missed++;
    wrong.push(`${name}: missed (IoU ${share.toFixed(2)})`);
    return;
  }
  centreMm.push(Math.hypot(hip.head.x - truth.head.x, hip.head.y - truth.head.y) * radiograph.spacingMm);
  radiusShare.push(Math.abs(hip.head.radius / truth.head.radius - 1));
  if (hip.implant && truth.implant) marked++;
  if (hip.implant !== truth.implant) {
    if (hip.implant) falselyMarked++;
    wrong.push(`${name}: ${hip.implant ? 'falsely marked as' : 'not marked as'} a prosthesis`);
    return;
  }
  if (truth.implant) return;
  if (hip.landmarks === null) {
    pointless++;
    wrong.push(`${name}: no points`);
    return;
  }
  if (!checkPlausible(hip.landmarks, { side: truth.side, table: original, image: radiograph }).ok) {
    implausible++;
    wrong.push(`${name}: points refused as implausible`);
  }
  const error = (point: number): number => {
    const [a, b] = [hip.landmarks?.[point] ?? { x: NaN, y: NaN }, truth.landmarks[point]];
    return Math.hypot(a.x - b.x, a.y - b.y) * radiograph.spacingMm;
  };
  for (const quadrant of QUADRANTS) zoneMm[quadrant].push(...original.zones[quadrant].map(error));
  everyMm.push(...truth.landmarks.map((_, point) => error(point)));
}

async function grade(radiograph: Radiograph, truth: LocatedPhantomHip, landmarks: readonly ImagePoint[]): Promise<void> {
  const pair = [cropHip(radiograph, truth.landmarks, truth.side, original), cropHip(radiograph, landmarks, truth.side, original)];
  const [given, found] = pair;
  if (!given.ok || !found.ok) return;
  for (const quadrant of QUADRANTS) push(grades.truth, quadrant, truth.grades[quadrant]);
  const answers = valueOrThrow((await grader?.gradeBatch([given.value, found.value], original)) ?? failed('unexpected', ''));
  const gradeOf = ({ grading }: (typeof answers)[number], quadrant: Quadrant): number =>
    grading.kind === 'grades' ? grading.quadrants[quadrant].grade : Number.NaN;
  for (const quadrant of QUADRANTS) {
    push(grades.given, quadrant, gradeOf(answers[0], quadrant));
    push(grades.found, quadrant, gradeOf(answers[1], quadrant));
  }
}

function push(map: Map<Quadrant, number[]>, quadrant: Quadrant, value: number): void {
  map.set(quadrant, [...(map.get(quadrant) ?? []), value]);
}

function report(): void {
  const n = (value: number, digits = 2): string => value.toFixed(digits);
  const line = (name: string, errors: readonly number[], unit: string): void =>
    console.log(
      `${name}: median ${n(at(errors, 0.5))} ${unit}, 95% ${n(at(errors, 0.95))} ${unit}, worst ${n(at(errors, 1))} ${unit}`,
    );
  console.log(
    `Synthetic radiographs: ${hips / 2} of ${values.subjects} subjects, seed ${values.seed}, ${hips} hips, ${prostheses} prostheses`,
  );
  console.log(`missed hips: ${missed} of ${hips}`);
  console.log(
    `IoU of the box (twice the head): ${n(mean(overlap), 3)} +- ${n(deviation(overlap), 3)}, least ${n(at(overlap, 0))}`,
  );
  console.log(
    `IoU of the head's own square: ${n(mean(headOverlap), 3)} +- ${n(deviation(headOverlap), 3)}, least ${n(at(headOverlap, 0))}`,
  );
  console.log('  published on patients (von Schacky): 0.91 +- 0.06, none of 897 missed');
  line('centre of the head', centreMm, 'mm');
  line(
    'radius of the head',
    radiusShare.map((share) => 100 * share),
    '%',
  );
  console.log(`prostheses marked: ${marked} of ${prostheses}; natural hips marked falsely: ${falselyMarked}`);
  console.log(`natural hips without points: ${pointless}; with implausible points: ${implausible}`);
  line(
    'points of all zones',
    QUADRANTS.flatMap((quadrant) => zoneMm[quadrant]),
    'mm',
  );
  for (const quadrant of QUADRANTS) line(`  ${quadrant}`, zoneMm[quadrant], 'mm');
  line('all 80 points', everyMm, 'mm');
  line(
    'spacing from a head of 55 mm, off by',
    spacingShare.map((share) => 100 * Math.abs(share)),
    '%',
  );
  console.log(`time to find both hips and their points: median ${n(at(milliseconds, 0.5), 0)} ms`);
  if (grader !== null) {
    const kappa = (answers: Map<Quadrant, number[]>): string =>
      n(
        meanKappa(
          QUADRANTS.map((quadrant) => ({ truth: grades.truth.get(quadrant) ?? [], predicted: answers.get(quadrant) ?? [] })),
        ),
        3,
      );
    const agreement = meanKappa(
      QUADRANTS.map((quadrant) => ({ truth: grades.given.get(quadrant) ?? [], predicted: grades.found.get(quadrant) ?? [] })),
    );
    console.log(
      `mean kappa of ${grader.card.name}: ${kappa(grades.given)} with the true points, ${kappa(grades.found)} with the found ones; agreement of the two ${n(agreement, 3)}`,
    );
  }
  for (const each of wrong) console.log(`  ${each}`);
}

function headBox({ x, y, radius }: Circle): Box {
  return boxAround({ x, y, radius: radius / 2 });
}

function intersectionOverUnion(a: Box, b: Box): number {
  const width = Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left));
  const height = Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  const area = (box: Box): number => (box.right - box.left) * (box.bottom - box.top);
  return (width * height) / (area(a) + area(b) - width * height);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

function deviation(numbers: readonly number[]): number {
  return Math.sqrt(mean(numbers.map((value) => (value - mean(numbers)) ** 2)));
}

/** Returns the value below which this share of the numbers lies. */
function at(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
}

/** Draws the radiograph at 0.5 mm with the truth (green) and the found points (red). */
function drawOverlay(
  folder: string,
  radiograph: Radiograph,
  truths: readonly LocatedPhantomHip[],
  found: readonly LocalisedHip[],
): void {
  const step = 0.5 / radiograph.spacingMm;
  const [width, height] = [Math.floor(radiograph.width / step), Math.floor(radiograph.height / step)];
  const small = resample(radiograph, { start: 0, step, count: width }, { start: 0, step, count: height });
  const { centre, width: range } = radiograph.window;
  const data = new Uint8Array(3 * width * height);
  small.forEach((value, i) => data.fill(Math.max(0, Math.min(255, 255 * ((value - centre) / range + 0.5))), 3 * i, 3 * i + 3));
  const frame = { originX: 0, originY: 0, step, size: width, mirrored: false, spacingMm: 0.5 };
  const dot = (point: ImagePoint, colour: readonly number[]): void => {
    const { x, y } = imageToCrop(frame, point);
    for (const [dx, dy] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ]) {
      // prettier-ignore
      const [column, row] = [Math.round(x) + dx, Math.round(y) + dy];
      if (column >= 0 && row >= 0 && column < width && row < height) data.set(colour, 3 * (row * width + column));
    }
  };
  const ring = ({ x, y, radius }: Circle, colour: readonly number[]): void => {
    for (let a = 0; a < 360; a += 1)
      dot({ x: x + radius * Math.cos((a * Math.PI) / 180), y: y + radius * Math.sin((a * Math.PI) / 180) }, colour);
  };
  for (const truth of truths) truth.landmarks.forEach((point) => dot(point, [0, 255, 0]));
  for (const hip of found) {
    ring(hip.head, hip.implant ? [80, 160, 255] : [255, 200, 0]);
    hip.landmarks?.forEach((point) => dot(point, [255, 0, 0]));
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${radiograph.subject}.png`), encode({ width, height, data, channels: 3, depth: 8 }));
}
