// The films that neighbouring cases are made of: phantoms, with changed tags, turned pixels, or in another container.

import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { encode } from 'fast-png';
import { parse } from 'csv-parse/sync';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { writePhantomCohort } from '../../../../main/phantom/write-cohort.ts';
import { walkElements } from '../../../../main/dicom/elements.ts';
import type { Answer } from '../answer.ts';
import { referenceGrades, type Grades } from '../judge.ts';
import { openWorkbench, type Workbench } from '../workbench.ts';

export interface PhantomFilm {
  readonly name: string;
  readonly bytes: Buffer;
  readonly points: string;
  readonly subject: string;
  readonly spacingMm: number;
  readonly width: number;
  readonly height: number;
  /** The program's own grades of the unchanged film, with found points and with its points file. */
  readonly grades: Grades;
  readonly pointedGrades: Grades;
  /** Lines of the label table for both hips, with the columns of LABEL_COLUMNS. */
  readonly labels: readonly (readonly string[])[];
}

export const LABEL_COLUMNS = [
  'cohort',
  'subject',
  'visit',
  'side',
  'osteo_acet_inf',
  'osteo_acet_sup',
  'osteo_fem_inf',
  'osteo_fem_sup',
];

export interface Neighbour {
  readonly needsRoot?: true;
  /** Builds the case in the workbench's work folder, runs the program and judges it. */
  readonly check: (films: readonly [PhantomFilm, PhantomFilm], bench: Workbench) => Promise<readonly Answer[]>;
}

/** Draws phantoms and returns two whose right hips are graded otherwise than their left hips, so that an exchange of sides shows. */
export async function drawFilms(root: string): Promise<readonly [PhantomFilm, PhantomFilm]> {
  const folder = join(root, 'phantoms');
  const cohort = { folder, subjects: 8, visits: 1, seed: 20261127, enrichment: 'balanced' as const, implantShare: 0 };
  valueOrThrow(await writePhantomCohort(cohort, () => undefined));
  const empty = join(root, 'empty');
  mkdirSync(empty);
  const bench = openWorkbench({ folder, film: '', root });
  const found = await bench.predict(folder, '--landmarks', empty);
  const pointed = await bench.predict(folder);
  const rows: readonly (readonly string[])[] = parse(readFileSync(join(folder, 'labels.csv')));
  const films = readdirSync(folder)
    .filter((name) => name.endsWith('.dcm'))
    .flatMap((name) => {
      const bytes = readFileSync(join(folder, name));
      const monochrome1 = bytes.includes('MONOCHROME1');
      const own = { ...found, hips: found.hips.filter((hip) => hip.file === name) };
      const grades = referenceGrades(own);
      const pointedGrades = referenceGrades({ ...pointed, hips: pointed.hips.filter((hip) => hip.file === name) });
      const [hip] = own.hips;
      if (hip === undefined || monochrome1 || grades === null || pointedGrades === null) return [];
      if (grades.right.join() === grades.left.join() || pointedGrades.right.join() === pointedGrades.left.join()) return [];
      const { width, height } = sizeOf(bytes);
      const labels = labelLines(rows, hip.subject);
      const points = readFileSync(join(folder, `${name}.pts`), 'utf8');
      return [
        { name, bytes, points, subject: hip.subject, spacingMm: hip.spacing.mm, width, height, grades, pointedGrades, labels },
      ];
    });
  const [first, second] = films;
  if (first === undefined || second === undefined)
    throw new Error('Too few phantoms differ between their hips. Choose another seed.');
  return [first, second];
}

function labelLines(rows: readonly (readonly string[])[], subject: string): readonly (readonly string[])[] {
  const [header = [], ...lines] = rows;
  const column = (line: readonly string[], name: string): string => line[header.indexOf(name)] ?? '';
  return lines
    .filter((line) => column(line, 'subject') === subject)
    .map((line) => LABEL_COLUMNS.map((name) => column(line, name)));
}

const PART_10_START = 132;
const PIXEL_HEAD_BYTES = 12;

interface Places {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

function placesOf(file: Uint8Array): readonly Places[] {
  return valueOrThrow(walkElements(file, PART_10_START, { explicitVr: true, littleEndian: true }, () => false));
}

function sizeOf(file: Buffer): { width: number; height: number } {
  const number = (tag: number): number => {
    const place = placesOf(file).find((each) => each.tag === tag);
    return place === undefined ? 0 : file.readUInt16LE(place.start + 8);
  };
  return { width: number(0x00280011), height: number(0x00280010) };
}

/** The value of a changed element: text or bytes under this VR, or null to leave the element out. */
export type Change = readonly [vr: string, value: string | number | Uint8Array] | null;

/** The file with changed elements. Text is written as UTF-8. */
export function changed(file: Uint8Array, changes: Readonly<Record<number, Change>>): Buffer {
  const parts = new Map(placesOf(file).map(({ tag, start, end }) => [tag, file.subarray(start, end)]));
  for (const [tag, change] of Object.entries(changes)) {
    if (change === null) parts.delete(Number(tag));
    else parts.set(Number(tag), shortElement(Number(tag), ...change));
  }
  const sorted = [...parts].toSorted(([a], [b]) => a - b).map(([, bytes]) => bytes);
  return Buffer.concat([file.subarray(0, PART_10_START), ...sorted]);
}

function shortElement(tag: number, vr: string, value: string | number | Uint8Array): Buffer {
  const number = Buffer.alloc(2);
  if (typeof value === 'number') number.writeUInt16LE(value & 0xffff);
  const bytes = typeof value === 'number' ? number : typeof value === 'string' ? Buffer.from(value) : Buffer.from(value);
  const even = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from(vr === 'UI' ? '\0' : ' ')]);
  const head = Buffer.alloc(8);
  head.writeUInt16LE(tag >>> 16, 0);
  head.writeUInt16LE(tag & 0xffff, 2);
  head.write(vr, 4, 'latin1');
  head.writeUInt16LE(even.length, 6);
  return Buffer.concat([head, even]);
}

/** Stored pixels. // [height, width] */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly values: Uint16Array;
}

export function pixelsOf({ bytes, width, height }: PhantomFilm): Pixels {
  const start = bytes.length - 2 * width * height;
  return { width, height, values: new Uint16Array(Uint8Array.from(bytes.subarray(start)).buffer) };
}

/** The film with these pixels, its Rows and Columns adapted. */
export function withPixels(
  film: PhantomFilm,
  { width, height, values }: Pixels,
  changes: Readonly<Record<number, Change>> = {},
): Buffer {
  const size: Record<number, Change> = { 0x00280010: ['US', height], 0x00280011: ['US', width] };
  const header = changed(film.bytes.subarray(0, film.bytes.length - PIXEL_HEAD_BYTES - 2 * film.width * film.height), {
    ...size,
    ...changes,
  });
  const head = Buffer.alloc(PIXEL_HEAD_BYTES);
  head.set([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x57]);
  head.writeUInt32LE(2 * values.length, 8);
  return Buffer.concat([header, head, Buffer.from(values.buffer, values.byteOffset, values.byteLength)]);
}

/** Moves each pixel to the place that `to` returns in a picture of the new size. */
function moved(
  { width, height, values }: Pixels,
  transposed: boolean,
  to: (x: number, y: number) => readonly [number, number],
): Pixels {
  const [newWidth, newHeight] = transposed ? [height, width] : [width, height];
  const result = new Uint16Array(values.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [column, row] = to(x, y);
      result[row * newWidth + column] = values[y * width + x] ?? 0;
    }
  }
  return { width: newWidth, height: newHeight, values: result };
}

export const mirrored = (pixels: Pixels): Pixels => moved(pixels, false, (x, y) => [pixels.width - 1 - x, y]);
export const upsideDown = (pixels: Pixels): Pixels => moved(pixels, false, (x, y) => [x, pixels.height - 1 - y]);
export const halfTurned = (pixels: Pixels): Pixels => upsideDown(mirrored(pixels));
/** Rows become columns: the row runs to the feet, the column to the left. */
export const transposed = (pixels: Pixels): Pixels => moved(pixels, true, (x, y) => [y, x]);
/** Turned by 90 degrees against the clock, as a camera held on its side stores it. */
export const turnedLeft = (pixels: Pixels): Pixels => moved(pixels, true, (x, y) => [y, pixels.width - 1 - x]);

/** An 8-bit PNG with an EXIF orientation. */
export function exifPng({ width, height, values }: Pixels, orientation: number): Buffer {
  let highest = 1;
  for (const value of values) highest = Math.max(highest, value);
  const png = encode({ width, height, data: Uint8Array.from(values, (value) => (255 * value) / highest), channels: 1, depth: 8 });
  const tiff = Buffer.from('49492a000800000001001201030001000000000000000000000000', 'hex').subarray(0, 26);
  tiff.writeUInt16LE(orientation, 18);
  const content = Buffer.concat([Buffer.from('eXIf'), tiff]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(tiff.length);
  check.writeUInt32BE(crc32(content));
  const headEnd = 8 + 12 + 13;
  return Buffer.concat([png.subarray(0, headEnd), length, content, check, png.subarray(headEnd)]);
}

/** A BoneFinder file's points after a change of each. `index` counts from 0. */
export function changedPoints(
  text: string,
  change: (point: readonly [number, number], index: number) => readonly [number, number],
): string {
  let index = 0;
  return text.replaceAll(/^(-?[\d.]+(?:e-?\d+)?) (-?[\d.]+(?:e-?\d+)?)$/gm, (_, x: string, y: string) =>
    change([Number(x), Number(y)], index++).join(' '),
  );
}
