// What becomes of each element when a file loses its identity: the profile's table where it names the attribute, else a list of what
// may stay. So nothing survives that neither knows, whatever a later edition of the standard or a maker's software puts into a file.

import { attributeOf } from '../attributes.ts';
import { profileRows, type ProfileCode } from './profile-table.ts';

export type Action =
  | 'keep'
  | 'remove'
  /** The element stays, without a value: the image's definition asks for it (type 2). */
  | 'empty'
  /** A value that says nothing. */
  | 'dummy'
  /** Replaced by the subject's pseudonym. */
  | 'pseudonym'
  /** Replaced by another identifier, the same one wherever it stood. */
  | 'identifier'
  /** Moved by the subject's number of days; the time of day stays. */
  | 'shift'
  /** Only known words stay. */
  | 'words'
  /** Stays, but for ages above 89 years. */
  | 'age'
  /** A visit's name stays where it is plainly one. */
  | 'visit'
  /** Part of a code: stays where the code is of a public scheme. */
  | 'code'
  /** Its items are treated one by one. */
  | 'items';

export interface DeidentifyOptions {
  /** Retain Device Identity Option: serial numbers, station, software. */
  readonly retainDevice?: boolean;
  /** Retain Patient Characteristics Option: sex, age, size, weight. */
  readonly retainCharacteristics?: boolean;
  /** Clean Descriptors Option: descriptions stay as far as they are words of a list; otherwise they go. */
  readonly cleanDescriptors?: boolean;
  /** Retain UIDs Option. */
  readonly retainUids?: boolean;
  /** Retain Longitudinal Temporal Information, with modified dates unless told otherwise. */
  readonly dates?: 'shifted' | 'kept' | 'removed';
  /** Retain Safe Private Option: the numbers of `safe-private.ts`. */
  readonly retainSafePrivate?: boolean;
}

/** The action for an attribute of the standard; `vr` is its kind of value. Private elements are another matter. */
export function actionOf(tag: number, vr: string, options: DeidentifyOptions): Action {
  const named = NAMED.get(tag);
  if (named !== undefined) return named;
  const row = ROWS.get(tag);
  if (row === undefined) return actionByKind(tag, vr, options);
  return softened(tag, vr, { letters: row.options, options }) ?? STRICT[row.code](vr);
}

const ROWS = profileRows();

/** Where our rule says more than the table does. */
const NAMED: ReadonlyMap<number, Action> = new Map<number, Action>([
  [0x00100010, 'pseudonym'], // PatientName
  [0x00100020, 'pseudonym'], // PatientID
  [0x00120040, 'pseudonym'], // ClinicalTrialSubjectID
  [0x00120050, 'visit'], // ClinicalTrialTimePointID
  [0x00080070, 'keep'], // Manufacturer: a firm, and needed to understand the image
  [0x00081090, 'keep'], // ManufacturerModelName
  [0x00080100, 'code'], // CodeValue
  [0x00080102, 'code'], // CodingSchemeDesignator
  [0x00080104, 'code'], // CodeMeaning
  [0x00281054, 'keep'], // RescaleType
  [0x00283004, 'keep'], // ModalityLUTType
  [0x00283006, 'keep'], // LUTData
  [0x7fe00001, 'keep'], // ExtendedOffsetTable
  [0x7fe00002, 'keep'], // ExtendedOffsetTableLengths
  [0x00201040, 'empty'], // PositionReferenceIndicator
  [0x00400316, 'keep'], // OrganDose
  [0x00408302, 'keep'], // EntranceDoseInmGy
]);

const PATIENT_AGE = 0x00101010;

/** What an option in force makes of the row; undefined where none applies. */
function softened(
  tag: number,
  vr: string,
  { letters, options }: { readonly letters: string; readonly options: DeidentifyOptions },
): Action | undefined {
  const whole = vr === 'SQ' ? 'items' : 'keep';
  if (letters.includes('u') && options.retainUids === true) return whole;
  if (letters.includes('t') && options.dates !== 'removed') return temporal(vr, options);
  if (letters.includes('d') && options.retainDevice === true) return whole;
  if (letters.includes('p') && options.retainCharacteristics === true) return tag === PATIENT_AGE ? 'age' : whole;
  const describes = options.cleanDescriptors === true && letters.includes('c');
  if (describes || (letters.includes('P') && options.retainCharacteristics === true)) {
    return TEXTS.has(vr) ? 'words' : vr === 'SQ' ? 'items' : undefined;
  }
  return undefined;
}

const TEXTS = new Set('LO SH ST LT UT UC'.split(' '));

function temporal(vr: string, { dates = 'shifted' }: DeidentifyOptions): Action {
  if (dates === 'removed') return 'remove';
  return dates === 'shifted' && (vr === 'DA' || vr === 'DT') ? 'shift' : 'keep';
}

/** Of several actions the one that a projection radiograph's definition (CR, DX, SC) asks for. */
const STRICT: Readonly<Record<ProfileCode, (vr: string) => Action>> = {
  X: () => 'remove',
  'X/D': () => 'remove',
  'X/Z/D': (vr) => (TEXTS.has(vr) || vr === 'PN' ? 'dummy' : 'remove'),
  Z: () => 'empty',
  'X/Z': () => 'empty',
  'Z/D': () => 'empty',
  D: (vr) => (TEXTS.has(vr) || vr === 'PN' ? 'dummy' : 'remove'),
  U: () => 'identifier',
  'X/Z/U': () => 'items',
};

/** Groups whose numbers and coded words describe the image; the patient's and the trial's groups, orders and comments are none. */
const IMAGE_GROUPS = new Set([0x0008, 0x0018, 0x0020, 0x0028, 0x0054, 0x2050, 0x5200]);

/** Palettes: the only raw bytes of these groups that are part of the picture. */
const PALETTES = { first: 0x00281101, last: 0x00281223 } as const;

const NUMBERS_AND_CODES = new Set('CS DS IS FL FD US SS UL SL SV UV AT AS'.split(' '));

function actionByKind(tag: number, vr: string, options: DeidentifyOptions): Action {
  if (!IMAGE_GROUPS.has(tag >>> 16) || attributeOf(tag) === undefined) return 'remove';
  if (NUMBERS_AND_CODES.has(vr)) return 'keep';
  if (vr === 'SQ') return 'items';
  if (vr === 'UI') return options.retainUids === true ? 'keep' : 'identifier';
  if (vr === 'DA' || vr === 'DT' || vr === 'TM') return temporal(vr, options);
  if (tag >= PALETTES.first && tag <= PALETTES.last) return 'keep';
  return 'remove'; // free text, names, bytes of unknown meaning
}
