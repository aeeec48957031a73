// Measures the finder on real films. Pelves and pictures without a hip are judged by the networks of the fold that did not learn from them,
// each head once. Turned films, films with metal, single hips and infants were never learned from, so the shipped networks judge them.
// Needs the data folder, and the networks of the folds, which `npm run train:finder -- --data DIR --out FOLDER --folds` trains.
// npm run bench:real -- --data DIR [--folds FOLDER] [--shipped FOLDER] [--pictures FOLDER]

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { encode } from 'fast-png';
import { readPicture } from '../../../main/dicom/read-picture.ts';
import { valueOrThrow, type Result } from '../../../main/domain/failure.ts';
import { SIDES, type Side } from '../../../main/domain/hip.ts';
import { openFinders, type Finders } from '../../../main/inference/finders.ts';
import { foldsOf } from '../../../main/learning/data/film-folds.ts';
import { findHips } from '../../../main/learning/grading/find-hips.ts';
import { locateFilm, type LocatedFilm } from '../../../main/learning/grading/locate-files.ts';
import { clopperPearson, shareText } from './clopper-pearson.ts';

const FOLDS = 5;
/** A head is found if its centre lies within this many radii of the drawn one. */
const CLOSE = 0.25;

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    folds: { type: 'string', default: here('./folds') },
    shipped: { type: 'string', default: here('../../../resources/models/localise') },
    pictures: { type: 'string' },
  },
});
const root = [join(values.data ?? '', 'pelvis'), values.data ?? ''].find((folder) => existsSync(join(folder, 'heads.csv')));
if (values.data === undefined || root === undefined) {
  console.log('Skipped: real films are not part of the project. Name their folder with --data; see docs/real-films.md.');
  process.exit(0);
}
const data = resolve(root);

interface Head {
  readonly file: string;
  readonly side: Side;
  readonly visible: 'yes' | 'cut-off' | 'absent';
  readonly x: string;
  readonly y: string;
  readonly radius: string;
  readonly kind: string;
  readonly note: string;
}

type Located = Omit<LocatedFilm, 'file'>;

const misses: string[] = [];
const table = parse(readFileSync(join(data, 'heads.csv')), { columns: true });
await pelves(table as Head[]); // columns of the table's own header
await othersOfFolds();
await untouched();
for (const miss of misses) console.log(`  ${miss}`);

async function pelves(heads: readonly Head[]): Promise<void> {
  const files = [...new Set(heads.map(({ file }) => file))];
  const folds = foldsOf(
    files.map((file) => ({ subject: file })),
    FOLDS,
  );
  const errors: number[] = [];
  const sizes: number[] = [];
  const counts = {
    natural: 0,
    found: 0,
    near: 0,
    damaged: 0,
    damagedFound: 0,
    cutOff: 0,
    cutOffFound: 0,
    elsewhere: 0,
    otherKind: 0,
    lying: 0,
  };
  for (let fold = 0; fold < FOLDS; fold++) {
    await withFold(fold, async (finders) => {
      for (const [index, file] of files.entries()) {
        if (folds[index] !== fold) continue;
        const film = await locate(join(data, 'images', file), finders);
        if (film.refused.some(({ failure }) => failure.code === 'film-lying')) counts.lying++;
        const shown = heads.filter((head) => head.file === file && head.visible !== 'absent');
        const mayBeFlipped = shown.some(({ note }) => note.includes('may be flipped'));
        await draw('pelves', join(data, 'images', file), film, shown);
        for (const hip of film.hips) {
          const isOn = shown.some((head) => away(hip, head) <= 1 && (mayBeFlipped || head.side === hip.side));
          if (!isOn) {
            counts.elsewhere++;
            misses.push(`${file}: a ${hip.side} hip where none is, probability ${hip.probability.toFixed(2)}`);
          }
        }
        for (const head of shown) {
          const candidates = film.hips.filter((hip) => mayBeFlipped || hip.side === head.side);
          const nearest = candidates.toSorted((a, b) => away(a, head) - away(b, head))[0];
          const error = nearest === undefined ? Infinity : away(nearest, head);
          const isFound = error <= CLOSE;
          if (head.visible === 'cut-off') {
            counts.cutOff++;
            if (isFound) counts.cutOffFound++;
          } else if (head.kind === 'natural') {
            counts.natural++;
            if (isFound) counts.found++;
            if (error <= 0.6) counts.near++;
            if (Number.isFinite(error)) errors.push(error);
            if (nearest !== undefined && isFound) sizes.push(Math.abs(nearest.radius / Number(head.radius) - 1));
            if (isFound && nearest?.kind !== 'natural') {
              counts.otherKind++;
              misses.push(`${file} ${head.side}: a natural head is called ${nearest?.kind}`);
            }
          } else {
            counts.damaged++;
            if (isFound) counts.damagedFound++;
          }
          if (!isFound) misses.push(`${file} ${head.side} (${head.visible}, ${head.kind}): ${missText(error, film, head.side)}`);
        }
      }
    });
  }
  const share = (count: number, of: number): string => shareText(clopperPearson(count, of));
  console.log(
    `${files.length} real pelves, ${FOLDS} folds by picture, each head judged once by networks that did not learn from it`,
  );
  console.log(`visible natural heads found within ${CLOSE} radii: ${share(counts.found, counts.natural)}`);
  console.log(`  within 0.6 radii: ${share(counts.near, counts.natural)}`);
  console.log(
    `  centre off by, in radii: median ${at(errors, 0.5)}, 95% ${at(errors, 0.95)}; radius off by: median ${at(sizes, 0.5)}, 95% ${at(sizes, 0.95)}`,
  );
  console.log(`  called unsure or an implant: ${share(counts.otherKind, counts.found)}`);
  console.log(`fractured heads and necks found: ${share(counts.damagedFound, counts.damaged)}`);
  console.log(`heads cut off by the edge found: ${share(counts.cutOffFound, counts.cutOff)}`);
  console.log(`hips found where none is: ${counts.elsewhere}; upright films called lying: ${counts.lying}`);
}

async function othersOfFolds(): Promise<void> {
  const files = readdirSync(join(data, 'no-hip')).toSorted();
  const folds = foldsOf(
    files.map((file) => ({ subject: file })),
    FOLDS,
  );
  let [withHip, lying] = [0, 0];
  for (let fold = 0; fold < FOLDS; fold++) {
    await withFold(fold, async (finders) => {
      for (const [index, file] of files.entries()) {
        if (folds[index] !== fold) continue;
        const film = await locate(join(data, 'no-hip', file), finders);
        if (film.refused.some(({ failure }) => failure.code === 'film-lying')) lying++;
        if (film.hips.length === 0) continue;
        withHip++;
        await draw('no-hip', join(data, 'no-hip', file), film, []);
        misses.push(`${file}: ${film.hips.map(({ side, probability }) => `${side} ${probability.toFixed(2)}`).join(', ')}`);
      }
    });
  }
  console.log(
    `pictures without a hip on which one is found: ${shareText(clopperPearson(withHip, files.length))}; called lying: ${lying}`,
  );
}

async function untouched(): Promise<void> {
  const finders = valueOrThrow(await openFinders(values.shipped));
  await turned(finders);
  await metal(finders);
  await singles(finders);
  await infants(finders);
  await finders.close();
}

async function turned(finders: Finders): Promise<void> {
  const files = readdirSync(join(data, 'rotated')).toSorted();
  let [found, told] = [0, 0];
  for (const file of files) {
    const film = await locate(join(data, 'rotated', file), finders);
    await draw('rotated', join(data, 'rotated', file), film, []);
    if (film.hips.length === 2) found++;
    else if (film.refused.some(({ failure }) => failure.code === 'film-lying')) told++;
    else misses.push(`rotated ${file}: ${film.hips.length} hips, ${film.refused.map(({ failure }) => failure.code).join(', ')}`);
  }
  console.log(`turned films: ${found} with both hips found, ${told} told to lie, of ${files.length}`);
}

/** Which hips would be graded, and with which warning. The pictures show metal at one hip; the list says which were offered for grading. */
async function metal(finders: Finders): Promise<void> {
  const files = readdirSync(join(data, 'metal')).toSorted();
  console.log(`films with metal: ${files.length}`);
  for (const file of files) {
    const path = join(data, 'metal', file);
    const film = await locate(path, finders);
    await draw('metal', path, film, []);
    const read = valueOrThrow(await readPicture(new Uint8Array(readFileSync(path))));
    const radiograph = {
      ...read,
      spacingMm: 1,
      spacingSource: 'estimated',
      subject: 'film',
      visit: '',
      window: { centre: 128, width: 256 },
    } as const;
    const { sides } = valueOrThrow(await findHips({ radiograph, spacingKnown: false, imageName: file }, finders));
    const said = SIDES.map((side) => {
      const outcome = sides[side];
      const kind = film.hips.find((hip) => hip.side === side)?.kind ?? 'not found';
      return `${side} ${kind}, ${outcome.ok ? `graded, warnings: ${outcome.value.warnings.map(({ code }) => code).join(' ') || 'none'}` : outcome.failure.code}`;
    });
    console.log(`  ${file}: ${said.join('; ')}`);
  }
}

async function singles(finders: Finders): Promise<void> {
  const files = readdirSync(join(data, 'one-hip')).filter((file) => !file.includes('mask'));
  for (const file of files) {
    const film = await locate(join(data, 'one-hip', file), finders);
    await draw('one-hip', join(data, 'one-hip', file), film, []);
    const mask = valueOrThrow(
      await readPicture(new Uint8Array(readFileSync(join(data, 'one-hip', file.replace('.png', '_mask.png'))))),
    );
    const said = film.hips.map(
      (hip) => `${hip.side} ${hip.kind}, ${(100 * shareOnBone(hip, mask)).toFixed(0)}% of its circle on the femur`,
    );
    console.log(`single hip ${file}: ${said.join('; ') || film.refused.map(({ failure }) => failure.code).join(', ')}`);
  }
}

function shareOnBone(
  { x, y, radius }: Located['hips'][number],
  { width, pixels }: { readonly width: number; readonly pixels: Float32Array },
): number {
  let [on, all] = [0, 0];
  pixels.forEach((value, index) => {
    if (Math.hypot((index % width) - x, Math.floor(index / width) - y) > radius) return;
    all++;
    if (value > 127) on++;
  });
  return on / Math.max(1, all);
}

async function infants(finders: Finders): Promise<void> {
  const files = readdirSync(join(data, 'infant'));
  const refused: string[] = [];
  for (const file of files) {
    const film = await locateFilm(readFileSync(join(data, 'infant', file)), finders);
    if (!film.ok) refused.push(film.failure.code);
    else if (film.value.hips.length === 0) refused.push('no hip found');
    else misses.push(`infant ${file}: ${film.value.hips.length} hips found`);
  }
  console.log(`infants refused: ${refused.length} of ${files.length} (${[...new Set(refused)].join(', ')})`);
}

async function locate(path: string, finders: Finders): Promise<Located> {
  const located: Result<Located> = await locateFilm(readFileSync(path), finders);
  return valueOrThrow(located);
}

/** Opens the head networks of a fold beside the shipped network for points. */
async function withFold(fold: number, work: (finders: Finders) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'osteograde-fold-'));
  try {
    for (const name of ['localise-hips', 'localise-head', 'localise-points']) {
      for (const ending of ['onnx', 'json']) {
        const own = resolve(values.folds, String(fold), `${name}.${ending}`);
        symlinkSync(
          name === 'localise-points' ? resolve(values.shipped, `${name}.${ending}`) : own,
          join(folder, `${name}.${ending}`),
        );
      }
    }
    const finders = valueOrThrow(await openFinders(folder));
    await work(finders);
    await finders.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function away(hip: { readonly x: number; readonly y: number }, head: Head): number {
  return Math.hypot(hip.x - Number(head.x), hip.y - Number(head.y)) / Number(head.radius);
}

function missText(error: number, film: Located, side: Side): string {
  if (Number.isFinite(error)) return `found ${error.toFixed(2)} radii away`;
  return film.refused.find((one) => one.side === side)?.failure.message ?? 'not found';
}

function at(numbers: readonly number[], share: number): string {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN).toFixed(3);
}

/** Draws a film with the drawn circles (green) and those found: yellow natural, blue implant, magenta unsure. */
async function draw(kind: string, path: string, film: Located, heads: readonly Head[]): Promise<void> {
  if (values.pictures === undefined) return;
  const read = valueOrThrow(await readPicture(new Uint8Array(readFileSync(path))));
  const { width, height, pixels } = read;
  const data8 = new Uint8Array(3 * width * height);
  const sorted = pixels.slice().sort();
  const top = sorted[Math.floor(0.995 * (sorted.length - 1))] || 1;
  pixels.forEach((value, index) => data8.fill(Math.min(255, (255 * value) / top), 3 * index, 3 * index + 3));
  const ring = ({ x, y, radius }: { x: number; y: number; radius: number }, colour: readonly number[]): void => {
    for (let step = 0; step < 720; step++) {
      const column = Math.round(x + radius * Math.cos((step * Math.PI) / 360));
      const row = Math.round(y + radius * Math.sin((step * Math.PI) / 360));
      if (column >= 0 && row >= 0 && column < width && row < height) data8.set(colour, 3 * (row * width + column));
    }
  };
  for (const { x, y, radius } of heads) ring({ x: Number(x), y: Number(y), radius: Number(radius) }, [0, 255, 0]);
  const colours = { natural: [255, 200, 0], implant: [80, 160, 255], unsure: [255, 0, 255] } as const;
  const isStored = read.orientation.turn === 'none';
  if (isStored) for (const hip of film.hips) ring(hip, colours[hip.kind]);
  mkdirSync(join(values.pictures, kind), { recursive: true });
  const name =
    path
      .split('/')
      .at(-1)
      ?.replace(/\.\w+$/, '') ?? 'film';
  writeFileSync(join(values.pictures, kind, `${name}.png`), encode({ width, height, data: data8, channels: 3, depth: 8 }));
}
