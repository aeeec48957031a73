// Takes the identity out of a DICOM image: a new file of the same pixels in the same transfer syntax, its header rebuilt from what the
// profile lets stay. What a file says beyond that (preamble, private elements, overlays, what follows the pixels) is never copied.

import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { failed, success, type Result } from '../../domain/failure.ts';
import { openDataSet, type DataSet } from '../data-set.ts';
import { PIXEL_DATA, type ElementPlace } from '../elements.ts';
import { encodeElement } from '../encode-elements.ts';
import { decodeElements, readHeader, type RadiographHeader } from '../header.ts';
import { EXPLICIT_LITTLE_ENDIAN, plainSyntax } from '../transfer-syntax.ts';
import { derivedUid } from '../unique-identifier.ts';
import type { DeidentifyOptions } from './actions.ts';
import { cleanElements, type Change, type CleaningWork } from './clean-elements.ts';
import { cleanPixels } from './clean-pixels.ts';
import type { DeidentificationKey } from './key.ts';
import { redactedPixels, type PixelBox } from './redact.ts';
import { statementElements } from './statement.ts';
import { hasFormOf } from './values.ts';

export interface Deidentified {
  readonly bytes: Uint8Array;
  /** What was done to what, without any value. Elements that stayed as they were are not listed. */
  readonly changes: readonly Change[];
  /** Comments, application data or embedded overlays inside the pixels were overwritten, or bytes behind the picture cut off. */
  readonly pixelTextRemoved: boolean;
  /** The file itself says that identity is burned into the pixels. */
  readonly burnedIn: boolean;
  /** For the key table and nowhere else: who the patient was, and what has become of the name and the dates. */
  readonly patient: { readonly patientId: string; readonly pseudonym: string; readonly shiftDays: number };
  /** SOPInstanceUID of the new file. */
  readonly imageUid: string;
}

export interface DeidentifyChoices extends DeidentifyOptions {
  /** Blackened in the stored pixels of the new file, which is then uncompressed. */
  readonly redact?: readonly PixelBox[];
}

/** The file without identity. Fails as reading it would, and where its identity cannot be told from the rest. */
export async function deidentify(
  file: Uint8Array,
  key: DeidentificationKey,
  choices: DeidentifyChoices = {},
): Promise<Result<Deidentified>> {
  const opened = openDataSet(file);
  if (!opened.ok) return opened;
  const dataSet = opened.value;
  const pixelData = dataSet.elements.at(-1);
  const header = readHeader(dataSet);
  if (!header.ok) return header;
  if (pixelData?.tag !== PIXEL_DATA) {
    return failed('no-pixel-data', 'Only images can lose their identity here, and this DICOM file holds none. Leave it out.');
  }
  const { syntax } = dataSet;
  // Packed and deflated data sets are explicit little endian by definition; some writers get the elements before the pixels wrong.
  const target = syntax.codec !== undefined || syntax.deflated ? EXPLICIT_LITTLE_ENDIAN : plainSyntax(syntax);
  if (target.littleEndian !== syntax.littleEndian) {
    return failed(
      'dicom-malformed',
      `The header is not encoded as ${syntax.name} demands, so identity cannot be taken out of it. Export the image again from its source.`,
    );
  }
  const identity = identityOf(dataSet, file);
  const work: CleaningWork = {
    ...identity,
    bytes: dataSet.bytes,
    key,
    options: choices,
    encoding: syntax,
    target,
    changes: new Map(),
  };
  const boxes = choices.redact ?? [];
  const pixels = await pixelsOf(dataSet, { header: header.value, pixelData, boxes });
  if (!pixels.ok) return pixels;
  const statement = statementElements(choices, { redacted: boxes.length > 0, encoding: target });
  const replaced = new Set(statement.map(({ tag }) => tag));
  const elements = cleanElements(dataSet.elements.slice(0, -1), work).filter(
    ({ tag }) => !replaced.has(tag) && !(boxes.length > 0 && EXTENDED_OFFSETS.has(tag)),
  );
  const sorted = [...elements, ...statement].toSorted((a, b) => a.tag - b.tag).map(({ bytes }) => bytes);
  const imageUid =
    choices.retainUids === true && hasFormOf('UI', identity.imageUid) ? identity.imageUid : key.identifierOf(identity.imageUid);
  const bytes = wholeFile(Buffer.concat([...sorted, pixels.value.bytes]), {
    deflated: syntax.deflated,
    classUid: identity.classUid,
    syntaxUid: syntax.deflated || (syntax.codec !== undefined && boxes.length === 0) ? syntax.uid : target.uid,
    identifier: imageUid,
  });
  return success({
    bytes,
    changes: [...work.changes.values()].toSorted((a, b) => (a.tag < b.tag ? -1 : 1)),
    pixelTextRemoved: pixels.value.changed,
    burnedIn: identity.burnedIn,
    patient: {
      patientId: identity.patientId,
      pseudonym: key.pseudonymOf(identity.patientId),
      shiftDays: key.shiftDaysOf(identity.patientId),
    },
    imageUid,
  });
}

const EXTENDED_OFFSETS = new Set([0x7fe00001, 0x7fe00002]);

interface FileIdentity {
  /** A file without a patient's number is taken for a patient of its own study, else of its own. */
  readonly patientId: string;
  readonly imageUid: string;
  readonly classUid: string;
  readonly utf8: boolean;
  readonly burnedIn: boolean;
}

function identityOf(dataSet: DataSet, file: Uint8Array): FileIdentity {
  const tags = new Set([0x00080005, 0x00080016, 0x00080018, 0x00100020, 0x0020000d, 0x00280301]);
  const found = decodeElements(dataSet, ({ tag, start, end }) => tags.has(tag) && end - start < 1024) ?? {};
  const text = (keyword: string): string => (typeof found[keyword] === 'string' ? found[keyword].trim() : '');
  const classUid = text('SOPClassUID');
  return {
    patientId: text('PatientID') || text('StudyInstanceUID') || createHash('sha256').update(file).digest('hex'),
    imageUid: text('SOPInstanceUID') || createHash('sha256').update(file).digest('hex'),
    classUid: hasFormOf('UI', classUid) ? classUid : '',
    utf8: text('SpecificCharacterSet') === 'ISO_IR 192',
    burnedIn: text('BurnedInAnnotation') === 'YES',
  };
}

async function pixelsOf(
  dataSet: DataSet,
  { header, pixelData, boxes }: { header: RadiographHeader; pixelData: ElementPlace; boxes: readonly PixelBox[] },
): Promise<Result<{ bytes: Uint8Array; changed: boolean }>> {
  if (boxes.length === 0) return cleanPixels(dataSet, header, pixelData);
  const redacted = await redactedPixels(dataSet, { header, pixelData }, boxes);
  return redacted.ok ? success({ bytes: redacted.value, changed: false }) : redacted;
}

/** A Part 10 file with a preamble and a meta header of our own. PS3.10 7.1. */
function wholeFile(
  body: Uint8Array,
  {
    deflated,
    classUid,
    syntaxUid,
    identifier,
  }: { readonly deflated: boolean; readonly classUid: string; readonly syntaxUid: string; readonly identifier: string },
): Uint8Array {
  const encoding = { explicitVr: true, littleEndian: true };
  const element = (tag: number, vr: string, value: string | Uint8Array): Uint8Array =>
    encodeElement({ tag, vr, value: typeof value === 'string' ? Buffer.from(value, 'latin1') : value }, encoding);
  const meta = Buffer.concat([
    element(0x00020001, 'OB', Uint8Array.of(0, 1)),
    element(0x00020002, 'UI', classUid),
    element(0x00020003, 'UI', identifier),
    element(0x00020010, 'UI', syntaxUid),
    element(0x00020012, 'UI', derivedUid('osteograde')),
    element(0x00020013, 'SH', 'OSTEOGRADE'),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(meta.length);
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    element(0x00020000, 'UL', length),
    meta,
    deflated ? deflateRawSync(body) : body,
  ]);
}
