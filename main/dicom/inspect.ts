// Shows what a DICOM file contains, for a person who wants to know why it is refused: the main tags and the range of the pixels.

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AnyNumberSchema } from '../domain/any-number.ts';
import { FailureSchema, success, type Result } from '../domain/failure.ts';
import { TurnSchema } from '../domain/film/turn.ts';
import { WarningsSchema } from '../domain/film/warning.ts';
import { SideSchema } from '../domain/hip.ts';
import type { Immutable } from '../domain/immutable.ts';
import { readAnyImage, ValueTypeSchema, type AnyImage, type ValueType } from './pixels/any-image.ts';
import { attributeOf } from './attributes.ts';
import { decodedText } from './character-set.ts';
import { decimalsOf } from './decimal-strings.ts';
import { openDataSet, type DataSet } from './data-set.ts';
import { decodeElements, readHeader, type RadiographHeader } from './header.ts';
import { orientationOf } from './orientation.ts';

const PixelFiguresSchema = z.object({
  rows: z.number(),
  columns: z.number(),
  frames: z.number(),
  samples: z.number(),
  type: ValueTypeSchema,
  min: AnyNumberSchema,
  max: AnyNumberSchema,
  /** Hash of the stored values: little-endian, C order, before any table. */
  sha256: z.string(),
});

const TagValueSchema = z.union([z.string(), AnyNumberSchema]);

export const InspectionSchema = z.object({
  transferSyntax: z.object({ uid: z.string(), name: z.string() }),
  /** By keyword. Tags that the file lacks are absent. */
  tags: z.record(z.string(), z.union([TagValueSchema, z.array(TagValueSchema)])),
  /** What the header says about the film's sides. */
  orientation: z.object({
    /** How the pixels are turned into the standard frame. */
    turn: TurnSchema,
    /** True if PatientOrientation states the frame. Otherwise the film counts as upright. */
    stated: z.boolean(),
    /** The side that the file names. Null if it names none or both. */
    side: SideSchema.nullable(),
    /** Why hips of this film are not graded. */
    refusal: FailureSchema.nullable(),
    warnings: WarningsSchema,
  }),
  /** Null if they cannot be read. `problem` says why. */
  pixels: PixelFiguresSchema.nullable(),
  problem: FailureSchema.nullable(),
});

export type Inspection = Immutable<z.infer<typeof InspectionSchema>>;

type PixelFigures = Readonly<z.infer<typeof PixelFiguresSchema>>;

type TagValue = z.infer<typeof TagValueSchema>;

/** Fails only if the file is not DICOM or its header cannot be read. */
export async function inspectDicom(file: Uint8Array): Promise<Result<Inspection>> {
  const dataSet = openDataSet(file);
  if (!dataSet.ok) return dataSet;
  const header = readHeader(dataSet.value);
  if (!header.ok) return header;
  const { uid, name } = dataSet.value.syntax;
  const tags = decodeElements(dataSet.value, ({ tag, start, end }) => TAGS.has(tag) && end - start < LONGEST_TAG_BYTES) ?? {};
  const image = await readAnyImage(dataSet.value, header.value);
  const { turn, turnFrom, laterality, sideProblem, warnings } = orientationOf(header.value.orientation);
  return success({
    transferSyntax: { uid, name },
    tags: Object.fromEntries([
      ...Object.entries(tags).flatMap(([keyword, value]) => tagRow(keyword, value)),
      ...Object.keys(tags).flatMap((keyword) => textRow(dataSet.value, keyword)),
      ...Object.keys(tags).flatMap((keyword) => decimalRow(dataSet.value, keyword)),
    ]),
    orientation: {
      turn,
      stated: turnFrom !== undefined,
      side: laterality ?? null,
      refusal: sideProblem ?? null,
      warnings: [...warnings],
    },
    pixels: image.ok ? figuresOf(image.value, header.value) : null,
    problem: image.ok ? null : image.failure,
  });
}

/** These tags hold one line of text at most. A longer value is a defect or an attack. */
const LONGEST_TAG_BYTES = 4096;

const TAGS: ReadonlySet<number> = new Set([
  0x00080005, // SpecificCharacterSet
  0x00080008, // ImageType
  0x00080016, // SOPClassUID
  0x00080018, // SOPInstanceUID
  0x00080020, // StudyDate
  0x00080060, // Modality
  0x00080068, // PresentationIntentType
  0x00080070, // Manufacturer
  0x00081090, // ManufacturerModelName
  0x00100020, // PatientID
  0x00100040, // PatientSex
  0x00101010, // PatientAge
  0x00120040, // ClinicalTrialSubjectID
  0x00120050, // ClinicalTrialTimePointID
  0x00120062, // PatientIdentityRemoved
  0x00180015, // BodyPartExamined
  0x00181110, // DistanceSourceToDetector
  0x00181111, // DistanceSourceToPatient
  0x00181114, // EstimatedRadiographicMagnificationFactor
  0x00181164, // ImagerPixelSpacing
  0x00182010, // NominalScannedPixelSpacing
  0x00185101, // ViewPosition
  0x00187032, // FieldOfViewRotation
  0x00187034, // FieldOfViewHorizontalFlip
  0x0020000d, // StudyInstanceUID
  0x0020000e, // SeriesInstanceUID
  0x00200020, // PatientOrientation
  0x00200060, // Laterality
  0x00200062, // ImageLaterality
  0x00280002, // SamplesPerPixel
  0x00280004, // PhotometricInterpretation
  0x00280006, // PlanarConfiguration
  0x00280008, // NumberOfFrames
  0x00280010, // Rows
  0x00280011, // Columns
  0x00280030, // PixelSpacing
  0x00280a02, // PixelSpacingCalibrationType
  0x00280100, // BitsAllocated
  0x00280101, // BitsStored
  0x00280102, // HighBit
  0x00280103, // PixelRepresentation
  0x00280301, // BurnedInAnnotation
  0x00281050, // WindowCenter
  0x00281051, // WindowWidth
  0x00281052, // RescaleIntercept
  0x00281053, // RescaleSlope
  0x00282110, // LossyImageCompression
]);

/** The tag of a shown keyword. */
export function tagOf(keyword: string): number | undefined {
  return BY_KEYWORD.get(keyword);
}

const BY_KEYWORD: ReadonlyMap<string, number> = new Map(
  [...TAGS].flatMap((tag) => {
    const attribute = attributeOf(tag);
    return attribute === undefined ? [] : [[attribute.keyword, tag] as const];
  }),
);

function tagRow(keyword: string, value: unknown): [string, TagValue | TagValue[]][] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const values = items.filter((item) => typeof item === 'string' || typeof item === 'number');
  if (keyword.startsWith('_') || values.length === 0) return [];
  return [[keyword, values.length === 1 ? values[0] : values]];
}

/** Texts in the file's own character sets. */
function textRow(dataSet: DataSet, keyword: string): [string, string][] {
  const tag = tagOf(keyword);
  return tag === undefined || !IDENTIFIERS.has(tag) ? [] : [[keyword, decodedText(dataSet, tag)]];
}

/** Numbers written as text, as the reader understands them. Text that is not a number stays text. */
function decimalRow(dataSet: DataSet, keyword: string): [string, TagValue | TagValue[]][] {
  const tag = tagOf(keyword);
  const isDecimal = tag !== undefined && attributeOf(tag)?.vrs.some((vr) => vr === 'DS' || vr === 'IS') === true;
  if (!isDecimal) return [];
  const { values, unreadable } = decimalsOf(dataSet, tag);
  return unreadable ? [[keyword, decodedText(dataSet, tag)]] : tagRow(keyword, [...values]);
}

/** PatientID, ClinicalTrialSubjectID, ClinicalTrialTimePointID. */
const IDENTIFIERS = new Set([0x00100020, 0x00120040, 0x00120050]);

function figuresOf({ type, bytes }: AnyImage, { rows, columns, frames, samples }: RadiographHeader): PixelFigures {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { rows, columns, frames, samples, type, ...rangeOf(bytes, type), sha256 };
}

function rangeOf(bytes: Uint8Array, type: ValueType): { min: number; max: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { size, read } = READERS[type];
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let at = 0; at + size <= bytes.length; at += size) {
    const value = read(view, at);
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}

const READERS: Readonly<Record<ValueType, { readonly size: number; readonly read: (view: DataView, at: number) => number }>> = {
  uint8: { size: 1, read: (view, at) => view.getUint8(at) },
  int8: { size: 1, read: (view, at) => view.getInt8(at) },
  uint16: { size: 2, read: (view, at) => view.getUint16(at, true) },
  int16: { size: 2, read: (view, at) => view.getInt16(at, true) },
  uint32: { size: 4, read: (view, at) => view.getUint32(at, true) },
  int32: { size: 4, read: (view, at) => view.getInt32(at, true) },
  float32: { size: 4, read: (view, at) => view.getFloat32(at, true) },
  float64: { size: 8, read: (view, at) => view.getFloat64(at, true) },
};
