// Measures how well a model tells pictures unlike those that it learned from: the share of hips that it flags, and the area under the
// ROC curve of its distance against phantom hips that it never saw. Real pictures are read from --data and skipped without it.
//
//   npm run bench:familiarity -- --data DIR [--model FILE] [--subjects 100] [--seed 777001]

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readPicture } from '../../main/dicom/read-picture.ts';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { CROP_SIZE, CROP_SPACING_MM, toEightBit } from '../../main/domain/hip-crop.ts';
import { seededRandom } from '../../main/domain/random.ts';
import { FIRST_VERSION, PhantomVersionSchema, type PhantomVersion } from '../../main/domain/training/phantom-version.ts';
import { cropRegion } from '../../main/imaging/crop.ts';
import { familiarityOf } from '../../main/inference/familiarity.ts';
import { openModel } from '../../main/inference/model.ts';
import { phantomHips } from '../../main/phantom/hips.ts';
import { clopperPearson } from './real/clopper-pearson.ts';
import { phantomCloseUps, realCloseUps } from './realism/crops.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    model: { type: 'string', default: 'resources/models/masked-resnet18-phantom.onnx' },
    subjects: { type: 'string', default: '100' },
    seed: { type: 'string', default: '777001' },
  },
});

const seed = Number(options.seed);
const random = seededRandom(`bench/familiarity/${seed}`);
const model = valueOrThrow(await openModel(options.model));
const { familiarity, name, training } = model.card;
if (familiarity === undefined) throw new Error(`The card of ${name} has no familiarity. Run "osteograde familiarity" first.`);
const version = phantomVersionOf(training['recipe']);
console.log(
  `${name}, phantom ${version}; ${familiarity.training} training crops, threshold ${familiarity.threshold.toFixed(3)} from ${familiarity.validation} validation crops; test seed ${seed}`,
);

const rows: { readonly pictures: string; readonly distances: readonly number[]; readonly wanted?: string }[] = [];

async function measure(pictures: string, crops: readonly Uint8Array[], wanted?: string): Promise<void> {
  const features = valueOrThrow(await model.features(crops));
  const summary = familiarity;
  if (summary === undefined) return;
  const distances = features.map((row) => familiarityOf(row, summary).distance);
  rows.push({ pictures, distances, ...(wanted === undefined ? {} : { wanted }) });
  const flagged = distances.filter((distance) => distance > summary.threshold).length;
  const { low, high } = clopperPearson(flagged, distances.length);
  const auroc = rocArea(rows[0]?.distances ?? [], distances);
  const shares = [flagged / distances.length, low, high].map((share) => `${(100 * share).toFixed(1)}%`);
  console.log(
    `${pictures.padEnd(44)} ${String(distances.length).padStart(4)}  flagged ${shares[0]} (${shares[1]} to ${shares[2]})  AUROC ${auroc.toFixed(3)}${wanted === undefined ? '' : `  wanted ${wanted}`}`,
  );
}

const natural: Uint8Array[] = [];
const implants: Uint8Array[] = [];
for await (const hip of phantomHips({ seed, subjects: Number(options.subjects), implantShare: 0.1, version })) {
  (hip.implant ? implants : natural).push(hip.crop8);
}
await measure('phantom test hips', natural, 'at most 5%');
await measure(
  'phantoms, blurred by 1.5 mm',
  natural.slice(0, 100).map((crop) => blurred(crop, 1.5 / CROP_SPACING_MM)),
);
await measure(
  'phantoms, inverted',
  natural.slice(0, 100).map((crop) => crop.map((value) => 255 - value)),
);
await measure('phantoms, mirrored', natural.slice(0, 100).map(mirrored));
await measure(
  'phantoms, a third noise',
  natural.slice(0, 100).map((crop) => crop.map((value) => noisy(value, 40))),
);
await measure(
  'noise alone',
  Array.from({ length: 50 }, () => new Uint8Array(CROP_SIZE ** 2).map(() => noisy(127, 60))),
);
if (implants.length > 0) await measure('phantoms with an implant', implants);

if (options.data === undefined) console.log('Real pictures: skipped, because --data names no folder.');
else await measureReal(join(options.data, 'pelvis'));
await model.close();

async function measureReal(folder: string): Promise<void> {
  const real = await realCloseUps(folder);
  await measure('real pelves, natural heads', real.crops, 'at least 95%');
  const { crops } = await phantomCloseUps({ seed: seed + 1, subjects: 30, version }, real.spacings, random);
  await measure('phantoms at the pixel size and JPEG of these', crops);
  const distances = (pictures: string): readonly number[] => rows.find((row) => row.pictures === pictures)?.distances ?? [];
  const matched = rocArea(distances('phantoms at the pixel size and JPEG of these'), distances('real pelves, natural heads'));
  console.log(`  AUROC of the real pelves against these matched phantoms: ${matched.toFixed(3)}`);
  const other = readdirSync(join(folder, 'no-hip')).sort();
  await measure('real hands, legs and shoulders (middle)', await middles(other.map((file) => join(folder, 'no-hip', file))));
}

/** The middle of each picture, 224 pixels wide after its shorter edge is reduced to 300. */
async function middles(files: readonly string[]): Promise<Uint8Array[]> {
  const crops: Uint8Array[] = [];
  for (const file of files) {
    const picture = await readPicture(readFileSync(file));
    if (!picture.ok) continue;
    const { width, height } = picture.value;
    const spacingMm = (300 * CROP_SPACING_MM) / Math.min(width, height);
    const centre = { x: (width - 1) / 2, y: (height - 1) / 2 };
    crops.push(toEightBit(cropRegion({ ...picture.value, spacingMm }, centre, 'right').pixels));
  }
  return crops;
}

function phantomVersionOf(recipe: unknown): PhantomVersion {
  const named = /"version":([23])/.exec(JSON.stringify(recipe ?? null));
  return named === null ? FIRST_VERSION : PhantomVersionSchema.parse(Number(named[1]));
}

/** The chance that one of `other` lies farther than one of `familiar`. Ties count half. */
function rocArea(familiar: readonly number[], other: readonly number[]): number {
  let sum = 0;
  for (const a of familiar) for (const b of other) sum += b > a ? 1 : b === a ? 0.5 : 0;
  return sum / (familiar.length * other.length);
}

function noisy(value: number, deviation: number): number {
  return Math.max(0, Math.min(255, Math.round(value + deviation * random.normal())));
}

function mirrored(crop: Uint8Array): Uint8Array {
  return crop.map((_, at) => crop[at - (at % CROP_SIZE) + CROP_SIZE - 1 - (at % CROP_SIZE)] ?? 0);
}

/** Smooths with a Gaussian whose full width at half maximum is `width` pixels. */
function blurred(crop: Uint8Array, width: number): Uint8Array {
  const sigma = width / 2.355;
  const reach = Math.ceil(3 * sigma);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)));
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  const pass = (from: Float32Array, stride: number): Float32Array =>
    from.map((_, at) => {
      const place = stride === 1 ? at % CROP_SIZE : Math.floor(at / CROP_SIZE);
      return kernel.reduce((sum, weight, i) => {
        const to = Math.max(0, Math.min(CROP_SIZE - 1, place + i - reach));
        return sum + (weight / total) * (from[at + (to - place) * stride] ?? 0);
      }, 0);
    });
  return Uint8Array.from(pass(pass(Float32Array.from(crop), 1), CROP_SIZE), Math.round);
}
