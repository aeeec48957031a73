// The sentences about DICOM files and pictures that cannot be read, de-identified or passed on without a check.

import type { Side } from '../domain/hip.ts';
import type { Turn } from '../domain/film/turn.ts';

const COPY_AGAIN = 'Copy or export it again.';
const EXPORT_AGAIN = 'Export the image again from its source.';
const CHECK_ORIGIN = 'Check where the file comes from.';
const CUT_OFF = `It was cut off or damaged. ${COPY_AGAIN}`;
const CHOOSE_ORIGINAL = 'Choose the original radiograph.';
const LEAVE_OUT = 'Leave the file out.';
const LOOK_FIRST = 'Look at the image before you share it.';
const FLAG_ONLY = 'The file states that text is burned into the image, but none was found near the border';
const HARMFUL = 'It may be damaged or made to do harm. Export it again from its source.';

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A spacing that a file states, down and across. */
interface Spacing {
  readonly source: string;
  readonly size: readonly [down: number, across: number];
}

interface SpacingLimits {
  readonly least: number;
  readonly most: number;
}

interface Bits {
  readonly bitsStored: number;
}

const ENTER_SPACING = 'Enter the pixel spacing in millimetres (--spacing).';
const GIVE_SPACING = 'enter the true pixel spacing (--spacing).';
const shortNumber = (value: number): string => String(Number(value.toPrecision(4)));
const spacingText = ({ source, size: [down, across] }: Spacing): string =>
  `${source} ${down === across ? shortNumber(down) : `${shortNumber(down)} x ${shortNumber(across)}`} mm`;
const rangeText = ({ least, most }: SpacingLimits): string => `${least} to ${most} mm`;

const lines = (count: number): string => (count === 1 ? 'A line' : `${count} lines`);
const notDicom = (came: string): string =>
  `A DICOM radiograph was expected, but this is not a DICOM file. ${came}Export the radiograph as DICOM.`;
const noImage = (what: string): string => `A radiograph was expected, but this DICOM file ${what}. Choose the image file itself.`;
const impossible = (what: string): string => `The header describes an impossible image: ${what}. ${EXPORT_AGAIN}`;
const unreadablePixels = (syntax: string, what: string): string =>
  `The ${syntax} pixels ${what}. The file is damaged. ${COPY_AGAIN}`;
const elementCutOff = (tag: string, expectation: string, left: number): string =>
  `The file ends inside the element ${tag}: ${expectation}, but only ${left} bytes were left. ${CUT_OFF}`;
const suspected = (what: string): string =>
  `${what}. The study contains the radiograph unchanged. To cover text, import the copy that osteograde deidentify --redact writes.`;

const COMPARE_MARKER = 'Compare it with the side marker.';
/** How a film is stored that needs this turn. */
const STORED: Readonly<Record<Turn, string>> = {
  none: 'upright',
  'flip-horizontal': 'mirrored left to right',
  'rotate-180': 'upside down',
  'flip-vertical': 'mirrored top to bottom',
  transpose: 'lying on its side and mirrored',
  'rotate-90': 'lying on its side, with the head to the left',
  transverse: 'lying on its side and mirrored',
  'rotate-270': 'lying on its side, with the head to the right',
};
const turned = (source: string, turn: Turn): string =>
  `${source} says that the film is stored ${STORED[turn]}. It was turned upright, with the patient's right side on the left. ${COMPARE_MARKER}`;

export const dicomText = {
  orientation: {
    turned: (written: string, turn: Turn) => turned(`PatientOrientation ${written}`, turn),
    turnedByExif: (value: number, turn: Turn) => turned(`The EXIF orientation ${value}`, turn),
    halfStated: (written: string) =>
      `PatientOrientation ${written} states only one of two directions. The film was taken as upright. ${COMPARE_MARKER}`,
    otherView: (written: string) =>
      `A view from the front was expected, but PatientOrientation ${written} describes a view from the side or along the body. Choose the anteroposterior film.`,
    unclear: (written: string) =>
      `PatientOrientation ${written} does not say where the patient's left side and feet are. L\\F was expected for an upright film. Correct it, or remove it, after comparing the film with its side marker.`,
    notUnderstood: `PatientOrientation is not a pair of directions such as L\\F, so nothing confirms which side is which. ${COMPARE_MARKER}`,
    fromBehind: `The film was taken from behind (ViewPosition PA), and PatientOrientation does not say how it is stored. It may be mirrored. ${COMPARE_MARKER}`,
    fieldTurned: `The detector's field of view was flipped or rotated, and PatientOrientation does not say how the film is stored. It may be mirrored or turned. ${COMPARE_MARKER}`,
    lateralities: (image: Side, series: Side) =>
      `ImageLaterality says ${image}, but Laterality says ${series}. ${COMPARE_MARKER}`,
  },
  bodyPart: {
    notAHip: (part: string, term: string) =>
      `A film of a hip or a pelvis was expected, but according to its header this film shows ${part} (Body Part Examined: ${term}). Leave it out, or correct the header if it is wrong.`,
    child: (age: number, unit: string) =>
      `An adult hip was expected, but the patient was ${age} ${({ D: 'days', W: 'weeks', M: 'months' } as Record<string, string>)[unit] ?? 'years'} old. The models learned from adults and cannot grade a growing hip. Leave the film out.`,
    parts: {
      chest: 'a chest',
      breast: 'a breast',
      head: 'a head',
      jaw: 'a jaw',
      neck: 'a neck',
      thoracicSpine: 'a thoracic spine',
      shoulder: 'a shoulder',
      arm: 'an arm',
      hand: 'a hand',
      knee: 'a knee',
      lowerLeg: 'a lower leg',
      foot: 'a foot',
    },
  },
  file: {
    empty: notDicom('It is empty. '),
    unknownFormat: notDicom(''),
    otherFormat: (format: string) => notDicom(`It looks like ${format}. `),
    formats: {
      png: 'a PNG picture',
      jpeg: 'a JPEG picture',
      pdf: 'a PDF document',
      zip: 'a ZIP archive',
      tiff: 'a TIFF picture',
      hdf5: 'an HDF5 file',
      landmarks: 'a landmark file',
    },
    endsAfterMeta: `The file ends right after its DICOM meta header, before any image. It was cut off. ${COPY_AGAIN}`,
    endsInMeta: `The file ends inside its DICOM header, before any image. ${CUT_OFF}`,
    unknownSyntax: (uid: string) =>
      `Osteograde cannot read the transfer syntax of this image (${uid}). Export the image uncompressed or as JPEG 2000, JPEG-LS, JPEG or RLE.`,
    deflatedTooLarge: (limitMegabytes: number) =>
      `The deflated data set unpacks to more than ${limitMegabytes} MB, more than any radiograph needs. ${CHECK_ORIGIN}`,
    deflatedDamaged: 'The deflated data set is cut off or damaged. Copy or export the file again.',
    headerDamaged: `The DICOM header is damaged and cannot be decoded. ${EXPORT_AGAIN}`,
  },
  element: {
    endsInHead: (bytes: number) =>
      `The file ends in the middle of an element's tag and length, ${bytes} bytes into it. ${CUT_OFF}`,
    endsInValue: (tag: string, expected: number, left: number) => elementCutOff(tag, `${expected} bytes were expected`, left),
    endsBeforeDelimiter: (tag: string, left: number) => elementCutOff(tag, 'a closing delimiter was expected', left),
    nestedTooDeep: (tag: string, deepest: number) =>
      `The element ${tag} nests sequences more than ${deepest} deep, which no radiograph does. ${EXPORT_AGAIN}`,
  },
  decoding: {
    tooSlow: (seconds: number) => `The file was not decoded within ${seconds} seconds. ${HARMFUL}`,
    outOfMemory: `Decoding the file took more memory than any radiograph needs. ${HARMFUL}`,
    crashed: (reason: string) =>
      `Decoding the file stopped unexpectedly (${reason}). Other files are not affected. Export it again from its source, and report this error.`,
    stopped: 'Reading stopped before this file was decoded.',
  },
  spacing: {
    notSquare: (source: string, down: number, across: number) =>
      `Square pixels were expected, but ${source} is ${down} x ${across} mm. Enter the true pixel spacing, or export the image with square pixels.`,
    unknown: `The pixel size is unknown: the file has neither PixelSpacing nor ImagerPixelSpacing. ${ENTER_SPACING}`,
    unreadable: (source: string) =>
      `The pixel size is unknown: ${source} is written as text that is not a number of millimetres. ${ENTER_SPACING}`,
    implausible: (stated: Spacing, limits: SpacingLimits) =>
      `The pixel size is unknown: the file states ${spacingText(stated)}, but ${rangeText(limits)} was expected. ${ENTER_SPACING}`,
    placeholder: (stated: Spacing) =>
      `The pixel size is unknown: the file states ${spacingText(stated)}, which devices write as a placeholder. ${ENTER_SPACING}`,
    contradicting: (used: Spacing, other: Spacing) =>
      `${spacingText(used)} and ${spacingText(other)} contradict each other. The first was used. If that is wrong, ${GIVE_SPACING}`,
    notANumber: (name: string) => `${name} is written as text that is not a number. It was not used.`,
    notUsable: (stated: Spacing) => `The file states ${spacingText(stated)}, which cannot be right. It was not used.`,
    unusual: (stated: Spacing, limits: SpacingLimits) =>
      `The file states ${spacingText(stated)}, but ${rangeText(limits)} was expected. If it is wrong, ${GIVE_SPACING}`,
    passedOver: (stated: Spacing, used: Spacing) =>
      `The file states ${spacingText(stated)}, which cannot be right, and ${spacingText(used)}, which was used. If that is wrong, ${GIVE_SPACING}`,
    unreadableInstead: (source: string, used: Spacing) =>
      `${source} is written as text that is not a number. ${spacingText(used)} was used instead. If that is wrong, ${GIVE_SPACING}`,
    corrected: (stated: Spacing, entered: number) =>
      `The file states ${spacingText(stated)}. The spacing of ${entered} mm that was entered is used instead.`,
    factorImpossible: (factor: number, most: number) =>
      `The file states a magnification of ${factor}, but 1 to ${most} was expected. It was not used.`,
    distancesImpossible: (detector: number, patient: number) =>
      `The file states ${detector} mm from the source to the detector and ${patient} mm to the patient, which cannot be right. These distances were not used.`,
  },
  values: {
    beyondBitsStored: (largest: number, stated: Bits, found: Bits) =>
      `The file states ${stated.bitsStored} bits per pixel (BitsStored), but holds values up to ${largest}. It was read with ${found.bitsStored} bits. Compare the picture with the original.`,
    bitsIgnored: (largest: number, stated: Bits) =>
      `The file states ${stated.bitsStored} bits per pixel (BitsStored), but holds values up to ${largest}. The higher bits do not belong to the picture and were ignored. Compare it with the original.`,
    calledSigned:
      'The file states that its pixels are signed (PixelRepresentation 1), but they are unsigned. They were read as unsigned. Compare the picture with the original.',
    calledUnsigned:
      'The file states that its pixels are unsigned (PixelRepresentation 0), but they are signed. They were read as signed. Compare the picture with the original.',
    slopeZero: 'The file states a RescaleSlope of 0, which would make the picture black. It was read with a slope of 1.',
    slopeUnreadable: 'RescaleSlope is written as text that is not a number. The picture was read with a slope of 1.',
  },
  picture: {
    neither: 'A PNG or JPEG picture was expected, but the file is neither. Export the picture again.',
    wrongDepth: (bits: number) =>
      `A PNG picture of 8 or 16 bits was expected, but this one has ${bits}. Export it as grey with 8 or 16 bits.`,
    pngNotUnpacked: 'The PNG picture is damaged and cannot be unpacked. Export it again.',
    pngDamaged: 'The PNG picture is cut off or damaged. Export it again.',
    jpegNotUnpacked: 'The JPEG picture is damaged and cannot be unpacked. Export it again.',
    jpegDamaged: 'The JPEG picture is cut off or damaged, or it has neither one nor three colour channels. Export it again.',
    tooLarge: (width: number, height: number) =>
      `The picture claims ${width} x ${height} pixels, more than any radiograph has. Check where it comes from.`,
  },
  image: {
    floatingPoint: `A radiograph was expected, but this DICOM file holds a map of floating-point values. ${CHOOSE_ORIGINAL}`,
    directory: noImage('is a DICOMDIR, a table of contents'),
    noImage: noImage('holds no image'),
    otherKind: (kind: string) => `A radiograph was expected, but this DICOM file is ${kind}. Choose the radiograph itself.`,
    /** By the code of the modality. */
    kinds: {
      BMD: 'a bone density scan',
      CT: 'a CT image',
      DOC: 'a document',
      ECG: 'an ECG',
      ES: 'an endoscopic image',
      IO: 'an intraoral dental image',
      MG: 'a mammogram',
      MR: 'an MR image',
      NM: 'a nuclear medicine image',
      OP: 'a photograph of the eye',
      OPT: 'an OCT image of the eye',
      PT: 'a PET image',
      PX: 'a panoramic dental image',
      RTDOSE: 'a radiotherapy dose map',
      SEG: 'a segmentation',
      SM: 'a microscope slide',
      US: 'an ultrasound image',
      XC: 'a photograph',
    },
    noImageOfModality: (modality: string) => noImage(`holds no image (modality ${modality})`),
    colour: (photometric: string, samples: number) =>
      `A grey radiograph was expected, but the image is in colour (${photometric}, ${samples} samples per pixel). Choose the original radiograph, not a screenshot of it.`,
    photometricUnknown: (photometric: string) =>
      `MONOCHROME1 or MONOCHROME2 was expected as PhotometricInterpretation, but the file has "${photometric}", so it is unknown whether bone is bright or dark. ${EXPORT_AGAIN}`,
    severalFrames: (frames: number) =>
      `One image was expected, but the file holds ${frames} frames. Export the single radiograph from it.`,
    tooManyBits: (bits: number) =>
      `A radiograph with 8 or 16 bits per pixel was expected, but this image has ${bits}. ${CHOOSE_ORIGINAL}`,
    sizeUnknown: `The header does not state the size of the image (Rows, Columns, BitsAllocated). ${EXPORT_AGAIN}`,
    impossibleSize: ({
      columns,
      rows,
      bitsStored,
      bitsAllocated,
      highBit,
    }: Size & { readonly bitsStored: number; readonly bitsAllocated: number; readonly highBit: number }) =>
      impossible(`${columns} x ${rows} pixels, ${bitsStored} of ${bitsAllocated} bits, high bit ${highBit}`),
    rescaleTooLarge: ({ slope, intercept }: { readonly slope: number; readonly intercept: number }) =>
      impossible(`its rescale (slope ${slope}, intercept ${intercept}) gives grey values that no radiograph has`),
    impossibleFrames: (frames: number, samples: number) => impossible(`${frames} frames of ${samples} samples per pixel`),
    tooManyPixels: ({ columns, rows }: Size, limitMillions: number) =>
      `The image claims ${columns} x ${rows} pixels, but Osteograde reads at most ${limitMillions} million. ${CHECK_ORIGIN}`,
    tooManyFrames: ({ frames, columns, rows }: Size & { readonly frames: number }, limitMegabytes: number) =>
      `The image claims ${frames} frames of ${columns} x ${rows} pixels, more than ${limitMegabytes} MB. ${CHECK_ORIGIN}`,
  },
  pixels: {
    fragmentsWithoutCodec: (syntax: string) =>
      `The pixels are stored in compressed fragments, but the file declares ${syntax}. ${EXPORT_AGAIN}`,
    framesMissing: (frames: number) =>
      `The header states ${frames} frames, but the file holds a different number of compressed frames. ${COPY_AGAIN}`,
    cutOff: ({ columns, rows }: Size, expected: number, came: number) =>
      `The header states ${columns} x ${rows} pixels, ${expected} bytes, but the file holds ${came}. ${CUT_OFF}`,
    framesCutOff: ({ frames, columns, rows }: Size & { readonly frames: number }, expected: number, came: number) =>
      `The header states ${frames} frames of ${columns} x ${rows} pixels, ${expected} bytes, but the file holds ${came}. ${CUT_OFF}`,
    colourComponents: (components: number) =>
      `A grey radiograph was expected, but the compressed pixels have ${components} colour components. ${CHOOSE_ORIGINAL}`,
    lessThanByte: (syntax: string) => unreadablePixels(syntax, 'use less than one byte each'),
    notUnpacked: (syntax: string) => unreadablePixels(syntax, 'cannot be unpacked'),
    wrongLength: (syntax: string, came: number, expected: number) =>
      unreadablePixels(syntax, `unpack to ${came} bytes instead of ${expected}`),
    noEndMarker: (syntax: string) => unreadablePixels(syntax, 'have no end marker'),
    noCodestreamHeader: (syntax: string) => unreadablePixels(syntax, 'do not start with the header of that format'),
    wrongComponents: (syntax: string, came: number, stated: number) =>
      unreadablePixels(syntax, `have ${came} components, but the header states ${stated}`),
    wrongSize: (syntax: string, came: { readonly width: number; readonly height: number }, { columns, rows }: Size) =>
      unreadablePixels(syntax, `are ${came.width} x ${came.height}, but the header states ${columns} x ${rows}`),
  },
  deidentify: {
    noImage: `Only images can be de-identified, and this DICOM file contains none. ${LEAVE_OUT}`,
    wrongEncoding: (syntax: string) =>
      `The header is not encoded as ${syntax} requires, so the identity cannot be removed from it. ${EXPORT_AGAIN}`,
    oneBit: `Text cannot be covered in an image with one bit per pixel. ${LEAVE_OUT}`,
  },
  inspection: { hidden: '(hidden)' },
  burnedIn: {
    notChecked: (code: string) => `The image could not be checked for text (${code}). Look at it before you share it.`,
    linesFound: (count: number) =>
      `${lines(count)} in the image may be text that names a person. Cover them with --redact, or look at the image before you share it.`,
    flagOnly: `${FLAG_ONLY}. ${LOOK_FIRST}`,
    importedFlagOnly: suspected(FLAG_ONLY),
    importedLines: (count: number) => suspected(`${lines(count)} near the border of the image may be text that names a person`),
  },
} as const;
