// Decides what happens to each element in de-identification: the profile's table decides if it lists the attribute, else a list of
// what may stay. An attribute that neither lists is removed, whatever a later edition of the standard or a vendor adds.

import { z } from 'zod';
import { attributeOf } from '../attributes.ts';
import { profileRows, type ProfileCode } from './profile-table.ts';

/** The actions that change an element. */
export const ChangingActionSchema = z.enum([
  'remove',
  /** The element stays without a value, because the image's definition requires it (type 2). */
  'empty',
  /** Replaced by a value without information. */
  'dummy',
  /** Replaced by the subject's pseudonym. */
  'pseudonym',
  /** Replaced by another identifier, the same one everywhere. */
  'identifier',
  /** Moved by the subject's number of days. The time of day stays. */
  'shift',
  /** Reduced to known words. */
  'words',
  /** A coded word stays if it is one of the terms that the standard defines for the attribute. Other words are removed. */
  'terms',
  /** Stays, except that ages above 89 years are capped. */
  'age',
  /** A visit's name stays if it clearly names a visit. Other names are replaced. */
  'visit',
]);

export type Action =
  | z.infer<typeof ChangingActionSchema>
  | 'keep'
  /** Part of a code. Stays if the code belongs to a public scheme. */
  | 'code'
  /** Each item of the sequence is processed. */
  | 'items';

export const DeidentifyOptionsSchema = z.object({
  /** Retain Device Identity Option: serial numbers, station, software. */
  retainDevice: z.boolean().optional(),
  /** Retain Patient Characteristics Option: sex, age, size, weight. */
  retainCharacteristics: z.boolean().optional(),
  /** Clean Descriptors Option: keeps the listed words of a description. Without it descriptions are removed. */
  cleanDescriptors: z.boolean().optional(),
  /** Retain UIDs Option. */
  retainUids: z.boolean().optional(),
  /** Retain Longitudinal Temporal Information, by default with modified dates. */
  dates: z.enum(['shifted', 'kept', 'removed']).optional(),
  /** Retain Safe Private Option: the numbers of `safe-private.ts`. */
  retainSafePrivate: z.boolean().optional(),
});

export type DeidentifyOptions = Readonly<z.infer<typeof DeidentifyOptionsSchema>>;

/** Returns the action for an attribute of the standard. `vr` is its kind of value. Does not cover private elements. */
export function actionOf(tag: number, vr: string, options: DeidentifyOptions): Action {
  const named = NAMED.get(tag);
  if (named !== undefined) return named;
  if (tag === MODEL_NAME) return options.retainDevice === true ? 'keep' : 'remove';
  const row = ROWS.get(tag);
  const action =
    row === undefined
      ? actionByKind(tag, vr, options)
      : (softerAction(tag, vr, { letters: row.options, options }) ?? STRICT[row.code](vr));
  return action === 'keep' && vr === 'CS' ? 'terms' : action;
}

/** ManufacturerModelName. The table does not list it, but anybody can type it. */
const MODEL_NAME = 0x00081090;

const ROWS = profileRows();

/** Attributes for which our rule replaces or extends the table. */
const NAMED: ReadonlyMap<number, Action> = new Map<number, Action>([
  [0x00100010, 'pseudonym'], // PatientName
  [0x00100020, 'pseudonym'], // PatientID
  [0x00120040, 'pseudonym'], // ClinicalTrialSubjectID
  [0x00120050, 'visit'], // ClinicalTrialTimePointID
  [0x00080070, 'terms'], // Manufacturer: a known company, because it is needed to interpret the image
  [0x00080100, 'code'], // CodeValue
  [0x00080102, 'code'], // CodingSchemeDesignator
  [0x00080104, 'code'], // CodeMeaning
  [0x00281054, 'terms'], // RescaleType
  [0x00283004, 'terms'], // ModalityLUTType
  [0x00283006, 'keep'], // LUTData
  [0x7fe00001, 'keep'], // ExtendedOffsetTable
  [0x7fe00002, 'keep'], // ExtendedOffsetTableLengths
  [0x00201040, 'empty'], // PositionReferenceIndicator
  [0x00400316, 'keep'], // OrganDose
  [0x00408302, 'keep'], // EntranceDoseInmGy
]);

const PATIENT_AGE = 0x00101010;

/** Returns the action that an active option allows for the row. Undefined if no option applies. */
function softerAction(
  tag: number,
  vr: string,
  { letters, options }: { readonly letters: string; readonly options: DeidentifyOptions },
): Action | undefined {
  const whole = vr === 'SQ' ? 'items' : 'keep';
  if (letters.includes('u') && options.retainUids === true) return whole;
  if (letters.includes('t') && options.dates !== 'removed') return temporalAction(tag, vr, options);
  if (letters.includes('d') && options.retainDevice === true) return whole;
  if (letters.includes('p') && options.retainCharacteristics === true) return tag === PATIENT_AGE ? 'age' : whole;
  const describes = options.cleanDescriptors === true && letters.includes('c');
  if (describes || (letters.includes('P') && options.retainCharacteristics === true)) {
    return TEXTS.has(vr) ? 'words' : vr === 'SQ' ? 'items' : undefined;
  }
  return undefined;
}

const TEXTS = new Set('LO SH ST LT UT UC'.split(' '));

function temporalAction(tag: number, vr: string, { dates = 'shifted' }: DeidentifyOptions): Action {
  if (dates === 'removed') return 'remove';
  if (tag === TIMEZONE) return 'terms';
  if (vr === 'TM') return 'keep';
  // Timestamps in bytes or numbers cannot be moved.
  if (vr !== 'DA' && vr !== 'DT') return dates === 'kept' && NUMBERS_AND_CODES.has(vr) ? 'keep' : 'remove';
  return dates === 'shifted' ? 'shift' : 'keep';
}

/** TimezoneOffsetFromUTC */
const TIMEZONE = 0x00080201;

/** Of several actions, the one that the definition of a projection radiograph (CR, DX, SC) requires. */
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

/** Groups whose numbers and coded words describe the image. Excludes patient, trial, orders and comments. */
const IMAGE_GROUPS = new Set([0x0008, 0x0018, 0x0020, 0x0028, 0x0054, 0x2050, 0x5200]);

/** Palettes are the only raw bytes in these groups that are part of the image. */
const PALETTES = { first: 0x00281201, last: 0x00281223 } as const;

/** The sequences whose items hold tables of grey values, and the data of such a table. */
const TABLES = new Set([0x00283000, 0x00283010]);
const TABLE_DATA = 0x00283006;

/** False for data of a palette or a table in a place where the image does not use it: such bytes could be anything. */
export function isInPlace(
  tag: number,
  { sequence, palette }: { readonly sequence: number | undefined; readonly palette: boolean },
): boolean {
  if (tag === TABLE_DATA) return sequence !== undefined && TABLES.has(sequence);
  return palette || tag < PALETTES.first || tag > PALETTES.last;
}

const NUMBERS_AND_CODES = new Set('CS DS IS FL FD US SS UL SL SV UV AT AS'.split(' '));

function actionByKind(tag: number, vr: string, options: DeidentifyOptions): Action {
  if (!IMAGE_GROUPS.has(tag >>> 16) || attributeOf(tag) === undefined) return 'remove';
  if (NUMBERS_AND_CODES.has(vr)) return 'keep';
  if (vr === 'SQ') return 'items';
  if (vr === 'UI') return options.retainUids === true ? 'keep' : 'identifier';
  if (vr === 'DA' || vr === 'DT' || vr === 'TM') return temporalAction(tag, vr, options);
  if (tag >= PALETTES.first && tag <= PALETTES.last) return 'keep';
  return 'remove'; // free text, names, bytes with unknown meaning
}
