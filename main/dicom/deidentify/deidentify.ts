// Takes the identity out of a DICOM image: a new file of the same pixels, with its header rebuilt from what the profile lets stay.
// What a file says beyond that (preamble, private elements, overlays, what follows the pixels) is never copied.

import { data, type Dictionary, type Element } from 'dcmjs';
import { failed, success, type Result } from '../../domain/failure.ts';
import { openDataSet, type DataSet } from '../data-set.ts';
import { PIXEL_DATA, type ElementPlace } from '../elements.ts';
import { decodeDictionary, readHeader } from '../header.ts';
import { littleEndian } from '../plain-values.ts';
import { EXPLICIT_LITTLE_ENDIAN } from '../transfer-syntax.ts';
import { derivedUid } from '../unique-identifier.ts';
import type { DeidentificationKey } from './key.ts';
import { actionOf, type Action, type DeidentifyOptions } from './rules.ts';
import { cappedAge, knownWords, shiftedDate } from './values.ts';

export interface Deidentified {
  readonly bytes: Uint8Array;
  /** What was done to what, without any value: `0010,0010` and `pseudonym`. Elements that stayed are not listed. */
  readonly changes: readonly { readonly tag: string; readonly action: Exclude<Action, 'keep'> }[];
  /** The file itself says that identity is burned into the pixels; they are as they were. */
  readonly burnedIn: boolean;
}

/** The file without identity. Fails as reading it would, and where its identity cannot be told from the rest. */
export function deidentify(file: Uint8Array, key: DeidentificationKey, options: DeidentifyOptions = {}): Result<Deidentified> {
  const opened = openDataSet(file);
  if (!opened.ok) return opened;
  const dataSet = opened.value;
  const pixelData = dataSet.elements.at(-1);
  const header = readHeader(dataSet);
  if (!header.ok) return header;
  if (pixelData?.tag !== PIXEL_DATA) {
    return failed('no-pixel-data', 'Only images can lose their identity here, and this DICOM file holds none. Leave it out.');
  }
  const dictionary = decodeDictionary(dataSet, (element) => element.tag !== PIXEL_DATA && mayStay(element, options));
  // dcmjs stops at an element that it cannot decode; what describes the image must have come through.
  if (dictionary === undefined || !NEEDED.every((tag) => tag in dictionary)) {
    return failed(
      'dicom-malformed',
      'The DICOM header cannot be decoded, so identity cannot be taken out of it. Leave the file out.',
    );
  }
  const work: Work = { key, options, patientId: header.value.subject || textOf(dictionary['0020000D']), changes: new Map() };
  for (const { tag, vr } of dataSet.elements) {
    if (!mayStay({ tag, vr }, options) && tag !== PIXEL_DATA) work.changes.set(tagText(tag), 'remove');
  }
  const head = headerBytes({ ...cleaned(dictionary, work), ...statement(options) }, dataSet);
  if (head === undefined) {
    return failed('dicom-malformed', 'The DICOM header holds values that cannot be written again. Leave the file out.');
  }
  const bytes = Buffer.concat([head, pixelBytes(dataSet, pixelData, header.value.bitsAllocated)]);
  return success({ bytes, changes: listed(work.changes), burnedIn: textOf(dictionary['00280301']) === 'YES' });
}

/** Rows, Columns, BitsAllocated. */
const NEEDED = ['00280010', '00280011', '00280100'];

interface Work {
  readonly key: DeidentificationKey;
  readonly options: DeidentifyOptions;
  /** A file without a patient's number is taken for a patient of its own study. */
  readonly patientId: string;
  readonly changes: Map<string, Exclude<Action, 'keep'>>;
}

/** Under implicit VR the kind is not known before decoding; what then turns out to be removed is dropped there. */
function mayStay({ tag, vr }: Pick<ElementPlace, 'tag' | 'vr'>, options: DeidentifyOptions): boolean {
  if (tag === CHARACTER_SET) return true;
  return vr === '' ? KNOWN_GROUPS.has(tag >>> 16) : actionOf(tag, vr, options) !== 'remove';
}

const CHARACTER_SET = 0x00080005;
const KNOWN_GROUPS = new Set([0x0008, 0x0010, 0x0012, 0x0018, 0x0020, 0x0028, 0x0054, 0x2050]);

function cleaned(dictionary: Dictionary, work: Work): Record<string, Element> {
  const clean: Record<string, Element> = {};
  for (const [name, element] of Object.entries(dictionary)) {
    const tag = Number.parseInt(name, 16);
    const action = tag === CHARACTER_SET ? 'keep' : actionOf(tag, element.vr, work.options);
    if (action !== 'keep') work.changes.set(tagText(tag), action);
    if (action === 'remove') continue;
    clean[name] = { vr: element.vr, Value: valuesAfter(action, element, { tag, work }) };
  }
  return clean;
}

function valuesAfter(action: Exclude<Action, 'remove'>, element: Element, at: { tag: number; work: Work }): readonly unknown[] {
  const { key, patientId } = at.work;
  switch (action) {
    case 'keep':
      return at.tag === AGE ? texts(element).map(cappedAge) : element.Value;
    case 'empty':
      return [];
    case 'pseudonym':
      return [key.pseudonymOf(patientId)];
    case 'identifier':
      return texts(element).map((uid) => (uid.startsWith(OF_THE_STANDARD) || uid === '' ? uid : key.identifierOf(uid)));
    case 'shift':
      return texts(element).map((date) => shiftedDate(date, key.shiftDaysOf(patientId)));
    case 'words':
      return texts(element).map(knownWords);
    case 'items':
      // dcmjs gives a sequence's items as dictionaries of their own.
      return element.Value.map((item) => cleaned(item as Dictionary, at.work));
  }
}

const AGE = 0x00101010;

/** Classes, transfer syntaxes and other well-known identifiers name no one. */
const OF_THE_STANDARD = '1.2.840.10008.';

function texts(element: Element): string[] {
  return element.Value.map((value) => String(value).trim());
}

function textOf(element: Element | undefined): string {
  return element === undefined ? '' : texts(element).join('\\');
}

/** The elements by which the file says what was done to it. PS3.15 E.1.1, PS3.16 CID 7050. */
function statement(options: DeidentifyOptions): Dictionary {
  const methods = [
    ['113100', 'Basic Application Confidentiality Profile'],
    ['113107', 'Retain Longitudinal Temporal Information Modified Dates Option'],
    ...(options.cleanDescriptors === true ? [['113105', 'Clean Descriptors Option']] : []),
    ...(options.retainDevice === true ? [['113109', 'Retain Device Identity Option']] : []),
    ...(options.retainCharacteristics === true ? [['113108', 'Retain Patient Characteristics Option']] : []),
  ];
  return {
    ...data.DicomMetaDictionary.denaturalizeDataset({
      SpecificCharacterSet: 'ISO_IR 192',
      PatientIdentityRemoved: 'YES',
      DeidentificationMethod: 'DICOM PS3.15 Basic Profile by allow-list',
      LongitudinalTemporalInformationModified: 'MODIFIED',
      DeidentificationMethodCodeSequence: methods.map(([CodeValue, CodeMeaning]) => ({
        CodeValue,
        CodingSchemeDesignator: 'DCM',
        CodeMeaning,
      })),
    }),
  };
}

/** undefined where dcmjs cannot write what it read, as happens with damaged values. */
function headerBytes(clean: Readonly<Record<string, Element>>, dataSet: DataSet): Uint8Array | undefined {
  const { DicomDict, DicomMetaDictionary } = data;
  const meta = DicomMetaDictionary.denaturalizeDataset({
    FileMetaInformationVersion: Uint8Array.of(0, 1).buffer,
    MediaStorageSOPClassUID: textOf(clean['00080016']),
    MediaStorageSOPInstanceUID: textOf(clean['00080018']),
    TransferSyntaxUID: dataSet.syntax.codec === undefined ? EXPLICIT_LITTLE_ENDIAN.uid : dataSet.syntax.uid,
    ImplementationClassUID: derivedUid('osteograde'),
    ImplementationVersionName: 'OSTEOGRADE',
  });
  const file = new DicomDict(meta);
  file.dict = Object.fromEntries(Object.entries(clean).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  try {
    return new Uint8Array(file.write());
  } catch {
    return undefined; // whatever dcmjs trips over, the caller's failure says what to do
  }
}

/** The pixel data element in explicit little endian: packed pixels as they are, plain ones in order. */
function pixelBytes({ bytes, syntax }: DataSet, pixelData: ElementPlace, bitsAllocated: number): Uint8Array {
  const value = bytes.subarray(pixelData.valueStart, pixelData.end);
  const plain = syntax.littleEndian ? value : littleEndian(value, pixelData.vr, bitsAllocated);
  const padded = plain.length % 2 === 0 ? plain : Buffer.concat([plain, Buffer.alloc(1)]);
  const head = Buffer.alloc(12);
  head.writeUInt16LE(0x7fe0, 0);
  head.writeUInt16LE(0x0010, 2);
  head.write(pixelData.undefinedLength || bitsAllocated <= 8 ? 'OB' : 'OW', 4, 'latin1');
  head.writeUInt32LE(pixelData.undefinedLength ? 0xffffffff : padded.length, 8);
  return Buffer.concat([head, padded]);
}

function listed(changes: Work['changes']): Deidentified['changes'] {
  return [...changes].map(([tag, action]) => ({ tag, action })).toSorted((a, b) => (a.tag < b.tag ? -1 : 1));
}

function tagText(tag: number): string {
  const digits = tag.toString(16).padStart(8, '0');
  return `${digits.slice(0, 4)},${digits.slice(4)}`;
}
