// What becomes of each element when a file loses its identity: DICOM PS3.15 annex E, Basic Application Level Confidentiality Profile,
// with the options to keep device, patient characteristics and dates' intervals, and to clean descriptors.
// The profile names what must go; here the few things are named that may stay, and all else goes. So an attribute that a later edition
// of the standard adds to the profile's table is gone already.

export type Action =
  | 'keep'
  | 'remove'
  /** The element stays, without a value: the image's definition asks for it (type 2). */
  | 'empty'
  /** Replaced by the subject's pseudonym. */
  | 'pseudonym'
  /** Replaced by another identifier, the same one wherever it stood. */
  | 'identifier'
  /** Moved by the subject's number of days. */
  | 'shift'
  /** Only known words stay. */
  | 'words'
  /** Its items are treated one by one. */
  | 'items';

export interface DeidentifyOptions {
  /** Retain Device Identity Option: serial numbers, station, software. */
  readonly retainDevice?: boolean;
  /** Retain Patient Characteristics Option: sex, age, size, weight. */
  readonly retainCharacteristics?: boolean;
  /** Clean Descriptors Option: descriptions stay as far as they are words of a list; otherwise they go. */
  readonly cleanDescriptors?: boolean;
}

type Rule = Action | 'device' | 'characteristic' | 'descriptor';

/** Named one by one; everything else follows from its group and value representation. */
const RULES: ReadonlyMap<number, Rule> = new Map<number, Rule>([
  [0x00080014, 'remove'], // InstanceCreatorUID
  [0x00080030, 'empty'], // StudyTime
  [0x00080050, 'empty'], // AccessionNumber
  [0x00080070, 'keep'], // Manufacturer: a firm, and needed to understand the image
  [0x00080090, 'empty'], // ReferringPhysicianName
  [0x00080100, 'keep'], // CodeValue, inside the sequences named below
  [0x00080102, 'keep'], // CodingSchemeDesignator
  [0x00080104, 'keep'], // CodeMeaning
  [0x00080201, 'remove'], // TimezoneOffsetFromUTC
  [0x00081010, 'device'], // StationName
  [0x00081030, 'descriptor'], // StudyDescription
  [0x0008103e, 'descriptor'], // SeriesDescription
  [0x00081090, 'keep'], // ManufacturerModelName
  [0x00082218, 'items'], // AnatomicRegionSequence
  [0x00082220, 'items'], // AnatomicRegionModifierSequence
  [0x00082228, 'items'], // PrimaryAnatomicStructureSequence
  [0x00100010, 'pseudonym'], // PatientName
  [0x00100020, 'pseudonym'], // PatientID
  [0x00100030, 'empty'], // PatientBirthDate
  [0x00100040, 'characteristic'], // PatientSex
  [0x00101010, 'characteristic'], // PatientAge
  [0x00101020, 'characteristic'], // PatientSize
  [0x00101030, 'characteristic'], // PatientWeight
  [0x00120040, 'pseudonym'], // ClinicalTrialSubjectID
  [0x00120050, 'keep'], // ClinicalTrialTimePointID: the visit
  [0x00120051, 'descriptor'], // ClinicalTrialTimePointDescription
  [0x00181000, 'device'], // DeviceSerialNumber
  [0x00181002, 'device'], // DeviceUID
  [0x00181004, 'device'], // PlateID
  [0x00181008, 'device'], // GantryID
  [0x0018100b, 'device'], // ManufacturerDeviceClassUID
  [0x00181012, 'remove'], // DateOfSecondaryCapture
  [0x00181020, 'device'], // SoftwareVersions
  [0x00181030, 'descriptor'], // ProtocolName
  [0x00181200, 'device'], // DateOfLastCalibration
  [0x00181400, 'descriptor'], // AcquisitionDeviceProcessingDescription
  [0x00187006, 'descriptor'], // DetectorDescription
  [0x0018700a, 'device'], // DetectorID
  [0x0018700c, 'device'], // DateOfLastDetectorCalibration
  [0x00200010, 'empty'], // StudyID
  [0x00283000, 'items'], // ModalityLUTSequence
  [0x00283003, 'descriptor'], // LUTExplanation
  [0x00283006, 'keep'], // LUTData
  [0x00283010, 'items'], // VOILUTSequence
  [0x00540220, 'items'], // ViewCodeSequence
  [0x00540222, 'items'], // ViewModifierCodeSequence
  [0x7fe00001, 'keep'], // ExtendedOffsetTable
  [0x7fe00002, 'keep'], // ExtendedOffsetTableLengths
]);

/** Groups whose numbers and coded words describe the image; the patient's and the trial's groups, orders and comments are none. */
const IMAGE_GROUPS = new Set([0x0008, 0x0018, 0x0020, 0x0028, 0x0054, 0x2050]);

/** Palettes: the only raw bytes of these groups that are part of the picture. */
const PALETTES = { first: 0x00281101, last: 0x00281223 } as const;

const NUMBERS_AND_CODES = new Set('CS DS IS FL FD US SS UL SL SV UV AT'.split(' '));

/** Where the profile keeps an element with its value replaced, and an option keeps the value itself. */
const SEX = 0x00100040;
const DATES_OF_DEVICE = new Set([0x00181200, 0x0018700c]);

export function actionOf(tag: number, vr: string, options: DeidentifyOptions): Action {
  const rule = RULES.get(tag) ?? actionByKind(tag, vr);
  switch (rule) {
    case 'device':
      if (options.retainDevice !== true) return 'remove';
      return vr === 'UI' ? 'identifier' : DATES_OF_DEVICE.has(tag) ? 'shift' : 'keep';
    case 'characteristic':
      if (options.retainCharacteristics === true) return 'keep';
      return tag === SEX ? 'empty' : 'remove';
    case 'descriptor':
      return options.cleanDescriptors === true ? 'words' : 'remove';
    case 'keep':
    case 'remove':
    case 'empty':
    case 'pseudonym':
    case 'identifier':
    case 'shift':
    case 'words':
    case 'items':
      return rule;
  }
}

function actionByKind(tag: number, vr: string): Action {
  const group = tag >>> 16;
  if (!IMAGE_GROUPS.has(group) || (tag & 0xffff) === 0) return 'remove';
  if (NUMBERS_AND_CODES.has(vr)) return 'keep';
  if (vr === 'UI') return 'identifier';
  if (vr === 'DA' || vr === 'DT') return 'shift';
  if (tag >= PALETTES.first && tag <= PALETTES.last && vr !== 'SQ') return 'keep';
  return 'remove'; // free text, names, times of day, bytes of unknown meaning, sequences not named above
}
