// Writes a radiograph as a DICOM Digital X-Ray image for presentation (PS3.3 A.26), Part 10, Explicit VR Little Endian.
// dcmjs writes the header. We append the pixels in one copy, because dcmjs would copy them five times.

import { data } from 'dcmjs';
import { deriveUid } from '../unique-identifier.ts';

export interface DigitalXrayFields {
  /** PatientID and ClinicalTrialSubjectID: a pseudonym. */
  readonly subject: string;
  /** ClinicalTrialTimePointID. */
  readonly visit: string;
  readonly sex?: 'M' | 'F' | 'O';
  readonly ageYears?: number;
  /** YYYYMMDD. */
  readonly studyDate: string;
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly imageUid: string;
  readonly width: number;
  readonly height: number;
  readonly spacingMm: number;
  /** Also writes PixelSpacing, in addition to the ImagerPixelSpacing that every DX image has. */
  readonly calibrated: boolean;
  /** From 8 to 16. The greatest pixel value is 2 ** bitsStored - 1. */
  readonly bitsStored: number;
  readonly photometric: 'MONOCHROME1' | 'MONOCHROME2';
  /** The default display window, in stored values. */
  readonly window: { readonly centre: number; readonly width: number };
  readonly description: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly kilovolts?: number;
  readonly milliampereSeconds?: number;
}

const DIGITAL_XRAY_FOR_PRESENTATION = '1.2.840.10008.5.1.4.1.1.1.1';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';

/** Returns the bytes of the file. `pixels` holds the stored values. // [height, width] */
export function writeDigitalXray(fields: DigitalXrayFields, pixels: Uint16Array): Uint8Array {
  if (pixels.length !== fields.width * fields.height) {
    throw new RangeError(`${pixels.length} pixels do not fill ${fields.width} x ${fields.height}`);
  }
  const header = headerBytes(fields);
  const file = new Uint8Array(header.length + PIXEL_DATA_HEADER.length + 4 + pixels.byteLength);
  file.set(header);
  file.set(PIXEL_DATA_HEADER, header.length);
  new DataView(file.buffer).setUint32(header.length + PIXEL_DATA_HEADER.length, pixels.byteLength, true);
  file.set(littleEndianBytes(pixels), header.length + PIXEL_DATA_HEADER.length + 4);
  return file;
}

/** (7FE0,0010), OW and two reserved bytes. The 32-bit length follows. */
const PIXEL_DATA_HEADER = Uint8Array.of(0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x57, 0x00, 0x00);

function littleEndianBytes(pixels: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const littleEndianHost = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
  return littleEndianHost ? bytes : Buffer.from(bytes).swap16();
}

function headerBytes(fields: DigitalXrayFields): Uint8Array {
  const { DicomDict, DicomMetaDictionary } = data;
  const meta = DicomMetaDictionary.denaturalizeDataset({
    FileMetaInformationVersion: Uint8Array.of(0, 1).buffer,
    MediaStorageSOPClassUID: DIGITAL_XRAY_FOR_PRESENTATION,
    MediaStorageSOPInstanceUID: fields.imageUid,
    TransferSyntaxUID: EXPLICIT_LITTLE_ENDIAN,
    ImplementationClassUID: deriveUid('osteograde'),
    ImplementationVersionName: 'OSTEOGRADE',
  });
  const file = new DicomDict(meta);
  file.dict = DicomMetaDictionary.denaturalizeDataset({
    ...patientAndStudyFields(fields),
    ...acquisitionFields(fields),
    ...pixelFields(fields),
  });
  return new Uint8Array(file.write());
}

function patientAndStudyFields(fields: DigitalXrayFields): Record<string, unknown> {
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    ImageType: ['DERIVED', 'PRIMARY'],
    SOPClassUID: DIGITAL_XRAY_FOR_PRESENTATION,
    SOPInstanceUID: fields.imageUid,
    StudyDate: fields.studyDate,
    SeriesDate: fields.studyDate,
    AcquisitionDate: fields.studyDate,
    ContentDate: fields.studyDate,
    StudyTime: '120000',
    ContentTime: '120000',
    AccessionNumber: '',
    Modality: 'DX',
    PresentationIntentType: 'FOR PRESENTATION',
    ReferringPhysicianName: '',
    StudyDescription: fields.description,
    PatientName: fields.subject,
    PatientID: fields.subject,
    PatientBirthDate: '',
    PatientSex: fields.sex ?? '',
    ...(fields.ageYears === undefined ? {} : { PatientAge: `${String(Math.round(fields.ageYears)).padStart(3, '0')}Y` }),
    ClinicalTrialSponsorName: '',
    ClinicalTrialProtocolID: fields.description,
    ClinicalTrialSubjectID: fields.subject,
    ClinicalTrialTimePointID: fields.visit,
    PatientIdentityRemoved: 'YES',
    DeidentificationMethod: 'No identity: pseudonym only',
    StudyInstanceUID: fields.studyUid,
    SeriesInstanceUID: fields.seriesUid,
    StudyID: '1',
    SeriesNumber: '1',
    InstanceNumber: '1',
  };
}

function acquisitionFields(fields: DigitalXrayFields): Record<string, unknown> {
  return {
    Manufacturer: fields.manufacturer,
    ManufacturerModelName: fields.model,
    AnatomicRegionSequence: [{ CodeValue: '29836001', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Hip' }],
    BodyPartExamined: 'HIP',
    ...(fields.kilovolts === undefined ? {} : { KVP: fields.kilovolts }),
    ...(fields.milliampereSeconds === undefined ? {} : { ExposureInuAs: Math.round(fields.milliampereSeconds * 1000) }),
    ImagerPixelSpacing: spacingOf(fields),
    DetectorType: 'SCINTILLATOR',
    ViewPosition: 'AP',
    PatientOrientation: ['L', 'F'],
    ImageLaterality: 'B',
    AcquisitionContextSequence: [],
    ViewCodeSequence: [
      { CodeValue: '399348003', CodingSchemeDesignator: 'SCT', CodeMeaning: 'antero-posterior', ViewModifierCodeSequence: [] },
    ],
  };
}

/** Rounds to ten digits, so that the number fits the 16 characters of a decimal string. */
function spacingOf(fields: DigitalXrayFields): number[] {
  const spacing = Number(fields.spacingMm.toPrecision(10));
  return [spacing, spacing];
}

function pixelFields(fields: DigitalXrayFields): Record<string, unknown> {
  return {
    SamplesPerPixel: 1,
    PhotometricInterpretation: fields.photometric,
    Rows: fields.height,
    Columns: fields.width,
    ...(fields.calibrated ? { PixelSpacing: spacingOf(fields), PixelSpacingCalibrationType: 'GEOMETRY' } : {}),
    BitsAllocated: 16,
    BitsStored: fields.bitsStored,
    HighBit: fields.bitsStored - 1,
    PixelRepresentation: 0,
    BurnedInAnnotation: 'NO',
    PixelIntensityRelationship: 'LOG',
    PixelIntensityRelationshipSign: fields.photometric === 'MONOCHROME2' ? -1 : 1,
    WindowCenter: fields.window.centre,
    WindowWidth: fields.window.width,
    RescaleIntercept: 0,
    RescaleSlope: 1,
    RescaleType: 'US',
    LossyImageCompression: '00',
    PresentationLUTShape: fields.photometric === 'MONOCHROME2' ? 'IDENTITY' : 'INVERSE',
  };
}
