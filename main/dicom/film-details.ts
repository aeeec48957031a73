// What a viewer shows of a header: the patient's age and sex, the table of the display, and tags that cannot name anybody.

import type { FilmDetails, ToneCurve } from '../domain/film/details.ts';
import { attributeOf } from './attributes.ts';
import type { DataSet } from './data-set.ts';
import { decimalsOf } from './decimal-strings.ts';
import { definedTermsOf } from './deidentify/defined-terms.ts';
import { decodeElements, type RadiographHeader } from './header.ts';

/** The range of the stored bits after the modality transform. Greys of MONOCHROME1 are turned round within it. */
export interface GreyRange {
  readonly lowest: number;
  readonly highest: number;
}

export function filmDetailsOf(dataSet: DataSet, header: RadiographHeader, range: GreyRange): FilmDetails {
  const inverted = header.photometric === 'MONOCHROME1';
  const turned = (grey: number): number => (inverted ? range.lowest + range.highest - grey : grey);
  return {
    ageYears: ageOf(header.patientAge),
    sex: header.patient.sex,
    day: null,
    curve: curveOf(header, inverted, turned),
    tags: tagsOf(dataSet),
  };
}

function ageOf(text: string): number | null {
  const [, digits, unit] = /^(\d{3})([DWMY])$/.exec(text.trim()) ?? [];
  if (digits === undefined) return null;
  const perYear = unit === 'D' ? 365.25 : unit === 'W' ? 52.18 : unit === 'M' ? 12 : 1;
  return Math.min(90, Math.floor(Number(digits) / perYear));
}

/** A VOI LUT comes before a window (PS3.3 C.11.2.1.1). For MONOCHROME1, bright is low, and our greys are turned round. */
function curveOf({ voiLut, voiFunction }: RadiographHeader, inverted: boolean, turned: (grey: number) => number): ToneCurve {
  if (voiLut === undefined) return { kind: voiFunction === 'SIGMOID' ? 'sigmoid' : 'linear' };
  const { first, values } = voiLut;
  const most = values.reduce((highest, value) => Math.max(highest, value), 1);
  const light = Array.from(values, (value) => Math.round((value / most) * 10_000) / 10_000);
  if (!inverted) return { kind: 'table', first, light };
  return { kind: 'table', first: turned(first + light.length - 1), light: light.toReversed().map((one) => 1 - one) };
}

/** Numbers and defined terms only. */
const SHOWN: ReadonlySet<number> = new Set([
  0x00080008, // ImageType
  0x00080060, // Modality
  0x00080068, // PresentationIntentType
  0x00180015, // BodyPartExamined
  0x00180060, // KVP
  0x00181110, // DistanceSourceToDetector
  0x00181111, // DistanceSourceToPatient
  0x00181114, // EstimatedRadiographicMagnificationFactor
  0x00181150, // ExposureTime
  0x00181151, // XRayTubeCurrent
  0x00181152, // Exposure
  0x00181153, // ExposureInuAs
  0x00181164, // ImagerPixelSpacing
  0x00182010, // NominalScannedPixelSpacing
  0x00185101, // ViewPosition
  0x00200020, // PatientOrientation
  0x00200060, // Laterality
  0x00200062, // ImageLaterality
  0x00280004, // PhotometricInterpretation
  0x00280010, // Rows
  0x00280011, // Columns
  0x00280030, // PixelSpacing
  0x00280a02, // PixelSpacingCalibrationType
  0x00280101, // BitsStored
  0x00280301, // BurnedInAnnotation
  0x00281050, // WindowCenter
  0x00281051, // WindowWidth
  0x00281052, // RescaleIntercept
  0x00281053, // RescaleSlope
  0x00281056, // VOILUTFunction
  0x00282110, // LossyImageCompression
]);

const LONGEST_TAG_BYTES = 256;

function tagsOf(dataSet: DataSet): FilmDetails['tags'] {
  const decoded = decodeElements(dataSet, ({ tag, start, end }) => SHOWN.has(tag) && end - start <= LONGEST_TAG_BYTES) ?? {};
  return [...SHOWN].flatMap((tag) => {
    const attribute = attributeOf(tag);
    if (attribute === undefined) return [];
    const value = shownValue(dataSet, tag, { vrs: attribute.vrs, decoded: decoded[attribute.keyword] });
    return value === '' ? [] : [{ keyword: attribute.keyword, value }];
  });
}

interface TagValue {
  readonly vrs: readonly string[];
  readonly decoded: unknown;
}

/** Empty if the file lacks the tag, or if its value is neither a number nor a defined term. */
function shownValue(dataSet: DataSet, tag: number, { vrs, decoded }: TagValue): string {
  if (vrs.some((vr) => vr === 'DS' || vr === 'IS')) return decimalsOf(dataSet, tag).values.join(' \\ ');
  const values: readonly unknown[] = Array.isArray(decoded) ? decoded : [decoded];
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length > 0) return numbers.join(' \\ ');
  const texts = values.filter((value) => typeof value === 'string');
  const terms = texts.flatMap((text) => text.split('\\')).filter((text) => text !== '');
  return terms.length > 0 && definedTermsOf(tag, terms)?.length === terms.length ? terms.join(' \\ ') : '';
}
