// Reads the header of a radiograph. dcmjs decodes the values, but sees only the elements that we need, wrapped as a small
// file. The rest of a hostile or unusual header cannot disturb it.

import { data, log, type Dictionary } from 'dcmjs';
import { z } from 'zod';
import { failed, success, type Result } from '../domain/failure.ts';
import type { Patient } from '../domain/person/mention.ts';
import { decodedText } from './character-set.ts';
import type { OrientationTags } from './orientation.ts';
import type { DataSet } from './data-set.ts';
import { decimalsOf } from './decimal-strings.ts';
import type { ElementPlace } from './elements.ts';
import { framesHeld } from './pixels/frame-count.ts';
import { dicomText } from './text.ts';
import { plainSyntax, type TransferSyntax } from './transfer-syntax.ts';

export interface RadiographHeader {
  readonly sopClass: string;
  readonly modality: string;
  /** BodyPartExamined, else the meaning of AnatomicRegionSequence, in capitals. Empty if the file does not state it. */
  readonly bodyPart: string;
  /** PatientAge as written, such as `061Y`. Empty if the file does not state it. */
  readonly patientAge: string;
  readonly subject: string;
  readonly visit: string;
  readonly patient: Patient;
  /** PatientIdentityRemoved is YES. */
  readonly identityRemoved: boolean;
  /** BurnedInAnnotation is YES. */
  readonly burnedIn: boolean;
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly samples: number;
  readonly photometric: string;
  /** 0 if the samples of a pixel are stored together, 1 if each sample has a plane of its own. */
  readonly planar: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  /** Row and column spacing in millimetres. Empty if the file does not state them. */
  readonly pixelSpacing: readonly number[];
  readonly imagerPixelSpacing: readonly number[];
  /** NominalScannedPixelSpacing, of a digitised film. */
  readonly scannedPixelSpacing: readonly number[];
  /** PixelSpacingCalibrationType, in capitals: GEOMETRY, FIDUCIAL, or empty. */
  readonly calibrationType: string;
  /** EstimatedRadiographicMagnificationFactor. 0 if the file does not state it. */
  readonly magnification: number;
  /** DistanceSourceToDetector and DistanceSourceToPatient in millimetres. 0 if the file does not state them. */
  readonly detectorDistance: number;
  readonly patientDistance: number;
  /** Keywords of the numbers that are written as text which is not a number. */
  readonly unreadable: readonly string[];
  /** The lowest and highest stored value of pixels that were never exposed. */
  readonly padding: { readonly from: number; readonly to: number } | undefined;
  /** Bits of the stored values that hold overlays, as a mask. PS3.3 C.9.2, retired. */
  readonly overlayBits: number;
  readonly rescale: { readonly slope: number; readonly intercept: number };
  readonly modalityLut: ModalityLut | undefined;
  readonly window: { readonly centre: number; readonly width: number } | undefined;
  /** The first VOI LUT. It applies to the values after the modality transform. */
  readonly voiLut: ModalityLut | undefined;
  /** VOILUTFunction, in capitals. Empty if the file does not state it. */
  readonly voiFunction: string;
  /** AcquisitionDate, else ContentDate, else StudyDate, as written. Empty if the file states none. */
  readonly date: string;
  readonly orientation: OrientationTags;
}

/** PS3.3 C.11.1 and C.11.2: `values` maps the values from `first` upwards. Lower and higher values map to its first and last entry. */
interface ModalityLut {
  readonly first: number;
  readonly values: Uint16Array;
}

/** Decodes the header. Missing values get their default. Missing image size or depth becomes 0. */
export function readHeader(dataSet: DataSet): Result<RadiographHeader> {
  const natural = decodeElements(dataSet, isNeeded);
  if (natural === undefined) {
    return failed('dicom-malformed', dicomText.file.headerDamaged);
  }
  const number = (name: string, otherwise: number): number => numbersOf(natural[name])[0] ?? otherwise;
  const bitsAllocated = number('BitsAllocated', 0);
  const bitsStored = number('BitsStored', bitsAllocated);
  const texts = Object.fromEntries(Object.entries(TEXT_NUMBERS).map(([name, tag]) => [name, decimalsOf(dataSet, tag)]));
  const decimals = (name: keyof typeof TEXT_NUMBERS): readonly number[] => texts[name]?.values ?? [];
  const [centre] = decimals('WindowCenter');
  const [width] = decimals('WindowWidth');
  const image = {
    rows: number('Rows', 0),
    columns: number('Columns', 0),
    samples: number('SamplesPerPixel', 1),
    bitsAllocated,
  };
  const [frames = 1] = decimals('NumberOfFrames');
  const signed = number('PixelRepresentation', 0) === 1;
  return success({
    sopClass: textOf(natural['SOPClassUID']),
    modality: textOf(natural['Modality']),
    bodyPart: bodyPartOf(natural),
    patientAge: textOf(natural['PatientAge']),
    subject: decodedText(dataSet, 0x00100020),
    visit: decodedText(dataSet, 0x00120050),
    patient: {
      issuer: decodedText(dataSet, 0x00100021),
      sex: sexOf(textOf(natural['PatientSex'])),
      birthYear: birthYearOf(textOf(natural['PatientBirthDate'])),
    },
    identityRemoved: textOf(natural['PatientIdentityRemoved']) === 'YES',
    burnedIn: textOf(natural['BurnedInAnnotation']) === 'YES',
    ...image,
    // Some devices write 0 for the single image.
    frames: frames >= 1 ? frames : framesHeld(dataSet, image),
    photometric: photometricOf(textOf(natural['PhotometricInterpretation'])),
    planar: number('PlanarConfiguration', 0),
    bitsStored,
    highBit: number('HighBit', bitsStored - 1),
    signed,
    pixelSpacing: decimals('PixelSpacing'),
    imagerPixelSpacing: decimals('ImagerPixelSpacing'),
    scannedPixelSpacing: decimals('NominalScannedPixelSpacing'),
    calibrationType: textOf(natural['PixelSpacingCalibrationType']).toUpperCase(),
    magnification: decimals('EstimatedRadiographicMagnificationFactor')[0] ?? 0,
    detectorDistance: decimals('DistanceSourceToDetector')[0] ?? 0,
    patientDistance: decimals('DistanceSourceToPatient')[0] ?? 0,
    unreadable: Object.keys(texts).filter((name) => texts[name]?.unreadable),
    padding: paddingOf(numbersOf(natural['PixelPaddingValue']), numbersOf(natural['PixelPaddingRangeLimit'])),
    overlayBits: overlayBitsOf(dataSet),
    rescale: { slope: decimals('RescaleSlope')[0] ?? 1, intercept: decimals('RescaleIntercept')[0] ?? 0 },
    modalityLut: modalityLutOf(natural['ModalityLUTSequence'], signed),
    window: centre === undefined || width === undefined ? undefined : { centre, width },
    voiLut: modalityLutOf(natural['VOILUTSequence'], signed),
    voiFunction: textOf(natural['VOILUTFunction']).toUpperCase(),
    date: ['AcquisitionDate', 'ContentDate', 'StudyDate'].map((name) => textOf(natural[name])).find((text) => text !== '') ?? '',
    orientation: {
      patientOrientation: textOf(natural['PatientOrientation']),
      viewPosition: textOf(natural['ViewPosition']),
      laterality: textOf(natural['Laterality']),
      imageLaterality: textOf(natural['ImageLaterality']),
      fieldOfViewTurned: textOf(natural['FieldOfViewHorizontalFlip']) === 'YES' || number('FieldOfViewRotation', 0) % 360 !== 0,
    },
  });
}

/** Numbers that files write as text. */
const TEXT_NUMBERS = {
  PixelSpacing: 0x00280030,
  ImagerPixelSpacing: 0x00181164,
  NominalScannedPixelSpacing: 0x00182010,
  EstimatedRadiographicMagnificationFactor: 0x00181114,
  DistanceSourceToDetector: 0x00181110,
  DistanceSourceToPatient: 0x00181111,
  NumberOfFrames: 0x00280008,
  RescaleSlope: 0x00281053,
  RescaleIntercept: 0x00281052,
  WindowCenter: 0x00281050,
  WindowWidth: 0x00281051,
} as const;

/** Character set, class, dates of study, acquisition and content, modality, body part, patient, birth date, sex, time point, identity removed. `isNeeded` adds group 0028. */
const NEEDED = new Set([
  0x00080005, 0x00080016, 0x00080020, 0x00080022, 0x00080023, 0x00080060, 0x00082218, 0x00180015, 0x00100020, 0x00100030,
  0x00100040, 0x00101010, 0x00120050, 0x00120062,
]);
/** ViewPosition, field of view rotation and flip, PatientOrientation, Laterality, ImageLaterality. */
const ORIENTATION = new Set([0x00185101, 0x00187032, 0x00187034, 0x00200020, 0x00200060, 0x00200062]);

/** No element that we need is larger: a modality table of 65536 entries has 128 kB. */
const LARGEST_ELEMENT_BYTES = 256 * 1024;

function bodyPartOf(natural: Readonly<Record<string, unknown>>): string {
  const examined = textOf(natural['BodyPartExamined']);
  if (examined !== '') return examined.toUpperCase();
  const [region] = z.array(z.object({ CodeMeaning: z.string() })).safeParse(natural['AnatomicRegionSequence']).data ?? [];
  return (region?.CodeMeaning ?? '').toUpperCase();
}

function isNeeded(element: ElementPlace): boolean {
  const inImageGroup = element.tag >>> 16 === 0x0028;
  return (
    (NEEDED.has(element.tag) || ORIENTATION.has(element.tag) || inImageGroup) &&
    element.end - element.start <= LARGEST_ELEMENT_BYTES
  );
}

/** Decodes the chosen elements, by keyword. Returns undefined if they cannot be decoded. */
export function decodeElements(
  dataSet: DataSet,
  isNeeded: (element: ElementPlace) => boolean,
): Readonly<Record<string, unknown>> | undefined {
  const dictionary = decodeDictionary(dataSet, isNeeded);
  return dictionary === undefined ? undefined : data.DicomMetaDictionary.naturalizeDataset(dictionary);
}

/** Decodes the chosen elements with their value representations, by tag. Returns undefined if they cannot be decoded. */
function decodeDictionary(dataSet: DataSet, isNeeded: (element: ElementPlace) => boolean): Dictionary | undefined {
  // Both libraries log to the console. The failure below reports the problem instead.
  log.setLevel('silent', false);
  log.getLogger('validation.dcmjs').setLevel('silent', false);
  const needed = dataSet.elements.filter(isNeeded).map((element) => dataSet.bytes.subarray(element.start, element.end));
  try {
    return data.DicomMessage.readFile(smallFile(dataSet.syntax, needed), { ignoreErrors: true }).dict;
  } catch {
    return undefined; // the caller reports that the header is unreadable
  }
}

function smallFile(syntax: TransferSyntax, elements: readonly Uint8Array[]): ArrayBuffer {
  const plain = plainSyntax(syntax).uid;
  const uid = Buffer.from(plain.length % 2 === 0 ? plain : `${plain}\0`, 'latin1');
  const syntaxElement = Buffer.concat([Buffer.from([2, 0, 0x10, 0, 0x55, 0x49, uid.length, 0]), uid]);
  const groupLength = Buffer.from([2, 0, 0, 0, 0x55, 0x4c, 4, 0, syntaxElement.length, 0, 0, 0]);
  const file = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), groupLength, syntaxElement, ...elements]);
  const exact = new ArrayBuffer(file.length);
  new Uint8Array(exact).set(file);
  return exact;
}

function numbersOf(value: unknown): number[] {
  const values = Array.isArray(value) ? value : [value];
  return values.filter((item): item is number => typeof item === 'number' && Number.isFinite(item));
}

function textOf(value: unknown): string {
  const values = Array.isArray(value) ? value : [value];
  return values
    .filter((item) => typeof item === 'string')
    .join('\\')
    .replace(/^[\0 ]+|[\0 ]+$/g, '');
}

/** In capitals, as the standard writes it. Devices also write `Monochrome2`, or put a space before the digit. */
function photometricOf(text: string): string {
  const capitals = text.toUpperCase().trim();
  const joined = capitals.replace(/[\s_-]/g, '');
  return /^MONOCHROME[12]$/.test(joined) ? joined : capitals;
}

function paddingOf([value]: readonly number[], [limit]: readonly number[]): RadiographHeader['padding'] {
  if (value === undefined) return undefined;
  return { from: Math.min(value, limit ?? value), to: Math.max(value, limit ?? value) };
}

/** An overlay without its own data lies in the bit of the pixels that its OverlayBitPosition names. */
function overlayBitsOf(dataSet: DataSet): number {
  return dataSet.elements
    .filter(({ tag }) => tag >>> 24 === 0x60 && (tag & 0xffff) === 0x0102)
    .map(({ valueStart, end }) => dataSet.bytes.subarray(valueStart, end))
    .map(([first = 0, second = 0]) => (dataSet.syntax.littleEndian ? first : second))
    .filter((position) => position > 0 && position < 16)
    .reduce((mask, position) => mask | (1 << position), 0);
}

function sexOf(text: string): Patient['sex'] {
  const sex = text.trim().toUpperCase();
  return sex === 'F' || sex === 'M' ? sex : null;
}

/** Null without a birth date, and for 1900-01-01, which stands for an unknown one. */
function birthYearOf(date: string): number | null {
  const [, year, day = ''] = /^((?:18|19|20)\d\d)[-./]?(.*)$/.exec(date.trim()) ?? [];
  if (year === undefined || (year === '1900' && /^0?1[-./]?0?1$/.test(day))) return null;
  return Number(year);
}

function modalityLutOf(sequence: unknown, signed: boolean): ModalityLut | undefined {
  const item: unknown = Array.isArray(sequence) ? sequence[0] : undefined;
  if (typeof item !== 'object' || item === null) return undefined;
  const [count, first] = numbersOf('LUTDescriptor' in item ? item.LUTDescriptor : undefined);
  const values = lutValues('LUTData' in item ? item.LUTData : undefined);
  if (count === undefined || first === undefined || values.length === 0) return undefined;
  return { first: signed && first > 32767 ? first - 65536 : first, values: values.subarray(0, count === 0 ? 65536 : count) };
}

function lutValues(value: unknown): Uint16Array {
  if (value instanceof ArrayBuffer) return new Uint16Array(value, 0, Math.floor(value.byteLength / 2));
  const inner: unknown = Array.isArray(value) ? value[0] : undefined;
  if (inner instanceof ArrayBuffer) return lutValues(inner);
  return Uint16Array.from(numbersOf(value));
}
