// Neighbours of the cases about side, points, spacing and stored pixel values.

import { mkdirSync, writeFileSync } from 'node:fs';
import { worst, wrong, type Answer } from '../answer.ts';
import { judge, judgeStored, short, type Grades } from '../judge.ts';
import type { Workbench } from '../workbench.ts';
import {
  changed,
  changedPoints,
  exifPng,
  halfTurned,
  mirrored,
  pixelsOf,
  transposed,
  turnedLeft,
  upsideDown,
  withPixels,
  type Neighbour,
  type PhantomFilm,
} from './kit.ts';

const NOTHING = /(?!)/;
/** Grades that no film has, for films that must be refused or marked. */
const NEVER: Grades = { right: [-1], left: [-1] };
const SIDE = /orientation|mirrored|flipped|turned|upside|\bside\b|laterality|lateral/i;
const POINTS = /points?|landmarks?/i;
const SPACING = /spacing/i;

const BODY_PART = 0x00180015;
const ORIENTATION = 0x00200020;
const VIEW = 0x00185101;
const PIXEL_SPACING = 0x00280030;
const IMAGER_SPACING = 0x00181164;
const SCANNED_SPACING = 0x00182010;

export const FILMS: Readonly<Record<string, Neighbour>> = {
  '01 commas in PixelSpacing': film(({ bytes, spacingMm }) => {
    const text = spacingMm.toFixed(6).replace('.', ',');
    return changed(bytes, { [PIXEL_SPACING]: ['DS', `${text}\\${text}`], [IMAGER_SPACING]: null });
  }, /comma/),
  '01 commas in the rescale': film(
    ({ bytes }) => changed(bytes, { 0x00281053: ['DS', '1,0'], 0x00281052: ['DS', '0,0'] }),
    /comma|rescale/i,
  ),
  '01 one comma between two numbers': film(({ bytes, spacingMm }) => {
    const text = spacingMm.toFixed(4);
    return changed(bytes, { [PIXEL_SPACING]: ['DS', `${text},${text}`], [IMAGER_SPACING]: null });
  }, SPACING),
  '03 upside down, L\\H': film((one) => withPixels(one, upsideDown(pixelsOf(one)), { [ORIENTATION]: ['CS', 'L\\H'] }), SIDE),
  '03 half turned, R\\H': film((one) => withPixels(one, halfTurned(pixelsOf(one)), { [ORIENTATION]: ['CS', 'R\\H'] }), SIDE),
  '03 transposed, F\\L': film((one) => withPixels(one, transposed(pixelsOf(one)), { [ORIENTATION]: ['CS', 'F\\L'] }), SIDE),
  '03 mirrored, oblique letters RF\\F': film(
    (one) => withPixels(one, mirrored(pixelsOf(one)), { [ORIENTATION]: ['CS', 'RF\\FL'] }),
    SIDE,
  ),
  '03 mirrored without a word': film(
    (one) => withPixels(one, mirrored(pixelsOf(one)), { [ORIENTATION]: null, 0x00200062: null }),
    SIDE,
  ),
  '03 PatientOrientation of a side view': {
    check: async ([one], bench) => {
      writeFileSync(bench.inWork('film.dcm'), changed(one.bytes, { [ORIENTATION]: ['CS', 'A\\F'] }));
      const prediction = await bench.predict('film.dcm');
      return [judge(prediction, { grades: NEVER, named: SIDE, spacingMm: one.spacingMm })];
    },
  },
  '03 ViewPosition PA alone': film(({ bytes }) => changed(bytes, { [VIEW]: ['CS', 'PA'], [ORIENTATION]: null }), SIDE),
  '05 PNG with EXIF 2': picture((one) => exifPng(mirrored(pixelsOf(one)), 2)),
  '05 PNG with EXIF 3': picture((one) => exifPng(halfTurned(pixelsOf(one)), 3)),
  '05 PNG with EXIF 6': picture((one) => exifPng(turnedLeft(pixelsOf(one)), 6)),
  '09 left and right exchanged': points((one) => changedOrder(one.points)),
  '09 mirrored points': points((one) => changedPoints(one.points, ([x, y]) => [one.width * one.spacingMm - x, y])),
  '09 upside-down points': points((one) => changedPoints(one.points, ([x, y]) => [x, one.height * one.spacingMm - y])),
  '09 points in pixels': points((one) => changedPoints(one.points, ([x, y]) => [x / one.spacingMm, y / one.spacingMm])),
  '09 points 40 mm beside the hips': points((one) => changedPoints(one.points, ([x, y]) => [x + 40, y + 20])),
  "09 another film's points": {
    check: async ([one, other], bench) => [await judgePoints(one, other.points, bench)],
  },
  '28 scanned spacing beside PixelSpacing': film(({ bytes, spacingMm }) => {
    const text = spacingMm.toPrecision(8);
    return changed(bytes, {
      [PIXEL_SPACING]: ['DS', `${text}\\${text}`],
      [SCANNED_SPACING]: ['DS', '0.05\\0.05'],
      [IMAGER_SPACING]: null,
    });
  }, SPACING),
  '28 scanned spacing with commas': film(({ bytes, spacingMm }) => {
    const text = spacingMm.toFixed(6).replace('.', ',');
    return changed(bytes, { [SCANNED_SPACING]: ['DS', `${text}\\${text}`], [IMAGER_SPACING]: null, [PIXEL_SPACING]: null });
  }, /comma/),
  '29 NumberOfFrames empty': film(({ bytes }) => changed(bytes, { 0x00280008: ['IS', ''] }), NOTHING),
  '29 NumberOfFrames -1': film(({ bytes }) => changed(bytes, { 0x00280008: ['IS', '-1'] }), /frames?/i),
  '30 monochrome2 in small letters': film(({ bytes }) => changed(bytes, { 0x00280004: ['CS', 'monochrome2'] }), NOTHING),
  '30 MONOCHROME2 ended by NUL': film(
    ({ bytes }) => changed(bytes, { 0x00280004: ['CS', Buffer.from('MONOCHROME2\0')] }),
    NOTHING,
  ),
  '37 RescaleSlope empty': film(({ bytes }) => changed(bytes, { 0x00281053: ['DS', ''] }), NOTHING),
  '37 RescaleSlope no number': film(({ bytes }) => changed(bytes, { 0x00281053: ['DS', 'NONE'] }), /slope/i),
  '38 BitsStored 8 with larger values': film(
    ({ bytes }) => changed(bytes, { 0x00280101: ['US', 8], 0x00280102: ['US', 7] }),
    /bits/i,
  ),
  '38 unsigned called signed, 16 bits': film((one) => {
    const pixels = pixelsOf(one);
    const highest = pixels.values.reduce((most, value) => Math.max(most, value), 1);
    const values = pixels.values.map((value) => Math.floor((65535 * value) / highest));
    return withPixels(one, { ...pixels, values }, { 0x00280101: ['US', 16], 0x00280102: ['US', 15], 0x00280103: ['US', 1] });
  }, /signed|sign\b|bits/i),
  '38 unsigned called signed': film(({ bytes }) => changed(bytes, { 0x00280103: ['US', 1] }), /signed|sign\b|bits/i),
  '39 ImagerPixelSpacing 1\\1 alone': film(
    ({ bytes }) => changed(bytes, { [IMAGER_SPACING]: ['DS', '1\\1'], [PIXEL_SPACING]: null }),
    SPACING,
  ),
  '39 PixelSpacing 0\\0 beside the true one': film(({ bytes }) => changed(bytes, { [PIXEL_SPACING]: ['DS', '0\\0'] }), SPACING),
  '39 spacing corrected': {
    check: async ([one], bench) => {
      writeFileSync(bench.inWork('film.dcm'), changed(one.bytes, { [PIXEL_SPACING]: ['DS', '1\\1'] }));
      const prediction = await bench.predict(bench.inWork('film.dcm'), '--spacing', String(one.spacingMm));
      return [judge(prediction, { grades: one.grades, named: NOTHING, spacingMm: one.spacingMm })];
    },
  },
  'quality: a chest by its header, with points': {
    check: async ([one], bench) => {
      writeFileSync(bench.inWork('film.dcm'), changed(one.bytes, { [BODY_PART]: ['CS', 'CHEST'] }));
      writeFileSync(bench.inWork('film.dcm.pts'), one.points);
      const prediction = await bench.predict(bench.inWork('film.dcm'));
      return [
        prediction.hips.length === 0
          ? judge(prediction, { grades: one.grades, named: /chest|body part|shows/i })
          : wrong('graded'),
      ];
    },
  },
  'quality: blurred by 2 mm': film((one) => withPixels(one, blurred(one, 2)), /blur|sharp|edge/i),
  'quality: too coarse': film((one) => {
    const factor = Math.ceil(1.1 / one.spacingMm);
    const spacing = `${one.spacingMm * factor}`.slice(0, 14);
    return withPixels(one, shrunk(one, factor), { [IMAGER_SPACING]: ['DS', `${spacing}\\${spacing}`], [PIXEL_SPACING]: null });
  }, /coarse/i),
};

/** A film that is graded as the unchanged one, or refused or marked in words that name the cause. */
function film(build: (one: PhantomFilm) => Uint8Array, named: RegExp): Neighbour {
  return {
    check: async ([one], bench) => {
      const path = bench.inWork('film.dcm');
      writeFileSync(path, build(one));
      return [judge(await bench.predict(path), { grades: one.grades, named, spacingMm: one.spacingMm })];
    },
  };
}

function picture(build: (one: PhantomFilm) => Uint8Array): Neighbour {
  return {
    check: async ([one], bench) => {
      const graded = async (name: string, bytes: Uint8Array): Promise<Answer> => {
        const path = bench.inWork(`${name}.png`);
        writeFileSync(path, bytes);
        const study = bench.inWork(`study-${name}`);
        const printed = await bench.run('import', path, '--spacing', String(one.spacingMm), '--study', study, '--grade');
        return judgeStored(study, printed, { grades: one.grades, named: /exif|orientation|mirrored|turned/i });
      };
      const upright = await graded('upright', exifPng(pixelsOf(one), 1));
      // An 8-bit picture may be graded otherwise than its film.
      return upright.verdict === 'right'
        ? [await graded('turned', build(one))]
        : [wrong(`the upright picture: ${upright.words}`)];
    },
  };
}

/** Points that must be refused or marked. */
function points(build: (one: PhantomFilm) => string): Neighbour {
  return { check: async ([one], bench) => [await judgePoints(one, build(one), bench)] };
}

async function judgePoints(one: PhantomFilm, text: string, bench: Workbench): Promise<Answer> {
  mkdirSync(bench.inWork('in'));
  const path = bench.inWork('in', 'film.dcm');
  writeFileSync(path, one.bytes);
  writeFileSync(`${path}.pts`, text);
  const predicted = judge(await bench.predict(path), { grades: NEVER, named: POINTS, spacingMm: one.spacingMm });
  const study = bench.inWork('study');
  const imported = await bench.run('import', bench.inWork('in'), '--study', study);
  const named = POINTS.test(imported.words.replaceAll(/\S+\.pts/g, ''));
  return worst([predicted, named ? predicted : wrong(`import does not name the points: ${short(imported.words)}`)]);
}

function changedOrder(text: string): string {
  const all: (readonly [number, number])[] = [];
  changedPoints(text, (point) => (all.push(point), point));
  return changedPoints(text, (point, index) => all[(index + 80) % 160] ?? point);
}

function shrunk(one: PhantomFilm, factor: number): ReturnType<typeof pixelsOf> {
  const { width, values } = pixelsOf(one);
  const [columns, rows] = [Math.floor(one.width / factor), Math.floor(one.height / factor)];
  const result = new Uint16Array(columns * rows);
  for (let i = 0; i < result.length; i++) {
    let sum = 0;
    for (let y = 0; y < factor; y++) {
      const row = (Math.floor(i / columns) * factor + y) * width;
      for (let x = 0; x < factor; x++) sum += values[row + (i % columns) * factor + x] ?? 0;
    }
    result[i] = Math.round(sum / factor ** 2);
  }
  return { width: columns, height: rows, values: result };
}

/** Three box blurs along both axes, nearly a Gaussian whose full width at half maximum is this many millimetres. */
function blurred(one: PhantomFilm, millimetres: number): ReturnType<typeof pixelsOf> {
  const { width, height, values } = pixelsOf(one);
  const sigma = millimetres / 2.355 / one.spacingMm;
  const half = Math.max(1, Math.round((Math.sqrt(4 * sigma ** 2 + 1) - 1) / 2));
  let grey = Float64Array.from(values);
  for (let pass = 0; pass < 3; pass++) {
    grey = boxed(grey, { lines: height, length: width, step: 1, stride: width, half });
    grey = boxed(grey, { lines: width, length: height, step: width, stride: 1, half });
  }
  return { width, height, values: Uint16Array.from(grey, Math.round) };
}

interface Walk {
  readonly lines: number;
  readonly length: number;
  readonly step: number;
  readonly stride: number;
  readonly half: number;
}

function boxed(grey: Float64Array<ArrayBuffer>, { lines, length, step, stride, half }: Walk): Float64Array<ArrayBuffer> {
  const result = new Float64Array(grey.length);
  for (let line = 0; line < lines; line++) {
    const at = (i: number): number => grey[line * stride + Math.min(length - 1, Math.max(0, i)) * step] ?? 0;
    let sum = 0;
    for (let i = -half; i <= half; i++) sum += at(i);
    for (let i = 0; i < length; i++) {
      result[line * stride + i * step] = sum / (2 * half + 1);
      sum += at(i + half + 1) - at(i - half);
    }
  }
  return result;
}
