// Close-ups of hips from real pelves and from phantoms, brought to the same pixel size and JPEG quality.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { readPicture, type GreyPicture } from '../../../main/dicom/read-picture.ts';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { CROP_SIZE, CROP_SPACING_MM, toEightBit } from '../../../main/domain/hip-crop.ts';
import { SideSchema } from '../../../main/domain/hip.ts';
import type { Random } from '../../../main/domain/random.ts';
import { cropRegion } from '../../../main/imaging/crop.ts';
import { resample } from '../../../main/imaging/resample.ts';
import { phantomHips, type PhantomHipOptions } from '../../../main/phantom/hips.ts';

/** The head's radius in mm that gives a real picture without spacing its scale: the phantoms' mean. */
const HEAD_RADIUS_MM = 25.5;

/** The quality of most of the real files, by their quantisation tables. */
const JPEG_QUALITY = 88;

export interface CloseUps {
  readonly crops: readonly Uint8Array[]; // [224, 224] each
  /** The film of each. */
  readonly clusters: readonly string[];
  /** Pixel size of the film in mm. */
  readonly spacings: readonly number[];
}

const Head = z.object({
  file: z.string(),
  side: SideSchema,
  visible: z.string(),
  kind: z.string(),
  x: z.coerce.number(),
  y: z.coerce.number(),
  radius: z.coerce.number(),
});

/** The natural, whole heads of `heads.csv` in a folder of real pelves. */
export async function realCloseUps(folder: string): Promise<CloseUps> {
  const rows = z
    .array(z.record(z.string(), z.string()))
    .parse(parse(readFileSync(join(folder, 'heads.csv'), 'utf8'), { columns: true }))
    .filter(({ visible, kind }) => visible === 'yes' && kind === 'natural')
    .map((row) => Head.parse(row));
  const pictures = new Map<string, GreyPicture>();
  const crops: Uint8Array[] = [];
  const spacings: number[] = [];
  for (const { file, side, x, y, radius } of rows) {
    const known = pictures.get(file);
    const picture = known ?? valueOrThrow(await readPicture(readFileSync(join(folder, 'images', file))));
    pictures.set(file, picture);
    const spacingMm = HEAD_RADIUS_MM / radius;
    crops.push(toEightBit(cropRegion({ ...picture, spacingMm }, { x, y }, side).pixels));
    spacings.push(spacingMm);
  }
  return { crops, clusters: rows.map(({ file }) => file), spacings };
}

/** Phantom close-ups, each reduced to the pixel size of a real film drawn at random, JPEG-coded, and enlarged again. */
export async function phantomCloseUps(
  options: PhantomHipOptions,
  spacings: readonly number[],
  random: Random,
): Promise<CloseUps> {
  const crops: Uint8Array[] = [];
  const clusters: string[] = [];
  const drawn: number[] = [];
  for await (const { hip, crop8, implant } of phantomHips({ ...options, implantShare: 0 })) {
    if (implant) continue;
    const spacing = spacings[random.below(spacings.length)];
    crops.push(await asStored(crop8, spacing));
    clusters.push(hip.subject);
    drawn.push(spacing);
  }
  return { crops, clusters, spacings: drawn };
}

async function asStored(crop: Uint8Array, spacingMm: number): Promise<Uint8Array> {
  const factor = Math.max(1, spacingMm / CROP_SPACING_MM);
  const edge = Math.round(CROP_SIZE / factor);
  const step = CROP_SIZE / edge;
  const shrink = { start: (step - 1) / 2, step, count: edge };
  const small = resample({ width: CROP_SIZE, height: CROP_SIZE, pixels: Float32Array.from(crop) }, shrink, shrink);
  const coded = await throughJpeg(
    Uint8Array.from(small, (value) => Math.max(0, Math.min(255, Math.round(value)))),
    edge,
  );
  const enlarge = { start: (1 / step - 1) / 2, step: 1 / step, count: CROP_SIZE };
  const large = resample({ width: edge, height: edge, pixels: Float32Array.from(coded) }, enlarge, enlarge);
  return Uint8Array.from(large, (value) => Math.max(0, Math.min(255, Math.round(value))));
}

async function throughJpeg(pixels: Uint8Array, edge: number): Promise<Uint8Array> {
  const { default: codecs } = await import('dcmjs-codecs');
  const { Context, NativeCodecs } = codecs;
  codecs.log.setLevel('silent', false);
  if (!NativeCodecs.isInitialized()) await NativeCodecs.initializeAsync();
  const shape = {
    width: edge,
    height: edge,
    bitsAllocated: 8,
    bitsStored: 8,
    samplesPerPixel: 1,
    pixelRepresentation: 0,
    planarConfiguration: 0,
    photometricInterpretation: 'MONOCHROME2',
  };
  const encoded = NativeCodecs.encodeJpeg(new Context({ ...shape, decodedBuffer: pixels }), {
    lossy: true,
    quality: JPEG_QUALITY,
  }).getEncodedBuffer();
  const decoded = NativeCodecs.decodeJpeg(new Context({ ...shape, encodedBuffer: encoded })).getDecodedBuffer();
  if (decoded === undefined) throw new Error('The JPEG codec returned no pixels.');
  return Uint8Array.from(decoded);
}
