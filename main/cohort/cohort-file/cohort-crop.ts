// A crop of a cohort file as a study stores it: the crop itself for the model, and its greys as a small radiograph.

import { createHash } from 'node:crypto';
import { CROP_SIZE, toEightBit } from '../../domain/hip-crop.ts';
import type { Attribute, Attributes, NamingAttributes } from '../../domain/film/cohort-origin.ts';
import type { Hip } from '../../domain/hip.ts';
import { sha256Of } from '../../files/object-store.ts';
import type { NewObject, PreparedFilm } from '../film-task.ts';
import { isPlainCohort } from '../identity/plain-names.ts';
import { packPixels, toSixteenBit } from '../stored-pixels.ts';
import { thumbnailPng } from '../thumbnail.ts';
import type { CohortCrop } from './read-cohort-file.ts';

/** `canonical`: left hips in the file already look like right ones. */
export async function filmOfCrop(hip: Hip, crop: CohortCrop, canonical: boolean): Promise<PreparedFilm> {
  const left = hip.side === 'left';
  const { p5, p95, spacingMm } = crop;
  const lying = left && canonical ? mirrored(crop.image) : crop.image; // as on a radiograph
  const image = left ? mirrored(lying) : lying;
  const greys = Float32Array.from(lying, (value) => p5 + value * (p95 - p5));
  const { values, low, slope } = toSixteenBit(greys);
  const packed = await packPixels(values);
  const cut = toEightBit(image);
  const objects = { crop: objectOf(cut), thumbnail: objectOf(thumbnailPng(cut, left)) };
  const segmentation = crop.segmentation.ok ? crop.segmentation.value : null;
  const areas =
    segmentation === null ? null : objectOf(left && !canonical ? mirroredBytes(segmentation.bytes) : segmentation.bytes);
  const sorted = sortAttributes(crop.attributes);
  const frame = { originX: left ? CROP_SIZE - 1 : 0, originY: 0, step: 1, size: CROP_SIZE, mirrored: left, spacingMm };
  return {
    radiographId: identityOf(hip, lying),
    subject: hip.subject,
    visit: hip.visit,
    radiograph: {
      width: CROP_SIZE,
      height: CROP_SIZE,
      spacingMm,
      spacingSource: 'PixelSpacing',
      window: { centre: (p5 + p95) / 2, width: 1.5 * (p95 - p5) },
      identityRemoved: true, // cohort files name subjects by codes
    },
    pixels: { object: objectOf(packed), low, slope },
    hips: [
      {
        side: hip.side,
        prepared: {
          frame,
          landmarks: [],
          numbering: 'original',
          intensity: { p5, p95 },
          cropObject: objects.crop.sha256,
          thumbnailObject: objects.thumbnail.sha256,
          cohortOrigin: {
            image: sorted.plain,
            segmentation:
              segmentation === null || areas === null
                ? null
                : { object: areas.sha256, type: segmentation.type, attributes: segmentation.attributes },
          },
        },
        objects: [objects.crop, objects.thumbnail, ...(areas === null ? [] : [areas])],
        quality: null,
        warnings: [],
      },
    ],
    namingAttributes: sorted.naming,
    ...(crop.segmentation.ok ? {} : { segmentationLost: crop.segmentation.failure }),
  };
}

/** The numbers of the layout cannot name anybody. Everything else may, even a number. */
function sortAttributes({ image, hip }: CohortCrop['attributes']): {
  readonly plain: Attributes;
  readonly naming: NamingAttributes;
} {
  const isPlain = ([name, attribute]: readonly [string, Attribute]): boolean =>
    'text' in attribute ? name === 'source' && isPlainCohort(attribute.text) : PLAIN_NUMBERS.has(name);
  const entries = Object.entries(image);
  const ofHip = Object.entries(hip).filter(([name]) => !NAMES_OF_HIP.has(name));
  return {
    plain: Object.fromEntries(entries.filter(isPlain)),
    naming: { image: Object.fromEntries(entries.filter((entry) => !isPlain(entry))), hip: Object.fromEntries(ofHip) },
  };
}

const PLAIN_NUMBERS: ReadonlySet<string> = new Set([
  'pixel_spacing',
  'source_pixel_spacing',
  'input_pixel_spacing',
  'forced_input_pixel_spacing',
  'intensity_offset',
  'intensity_slope',
  'crop_offset_y',
  'crop_offset_x',
  'femoral_head_radius',
  'sourcil_radius',
]);

/** The study has its own names for these. */
const NAMES_OF_HIP: ReadonlySet<string> = new Set(['dataset', 'subject_id', 'visit', 'side']);

function objectOf(bytes: Uint8Array): NewObject {
  return { sha256: sha256Of(bytes), bytes };
}

/** The same rows from right to left, for numbers of any size. */
function mirroredBytes(bytes: Uint8Array): Uint8Array {
  const size = bytes.length / (CROP_SIZE * CROP_SIZE);
  const turned = new Uint8Array(bytes.length);
  for (let at = 0; at < CROP_SIZE * CROP_SIZE; at++) {
    const from = at - (at % CROP_SIZE) + CROP_SIZE - 1 - (at % CROP_SIZE);
    turned.set(bytes.subarray(from * size, (from + 1) * size), at * size);
  }
  return turned;
}

/** Two crops of one file are two pictures even if their pixels are equal. */
function identityOf({ subject, visit, side }: Hip, pixels: Float32Array): string {
  const hash = createHash('sha256').update(JSON.stringify([subject, visit, side]));
  return hash.update(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength)).digest('hex');
}

function mirrored(image: Float32Array): Float32Array {
  const turned = image.slice();
  for (let row = 0; row < CROP_SIZE; row++) turned.subarray(row * CROP_SIZE, (row + 1) * CROP_SIZE).reverse();
  return turned;
}
