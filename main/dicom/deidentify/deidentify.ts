// Removes the identity from a DICOM image. The new file has the same pixels in the same transfer syntax, and a header rebuilt from what
// the profile allows. Everything else (preamble, private elements, overlays, bytes after the pixels) is never copied.

import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { failed, success, type Result } from '../../domain/failure.ts';
import type { Immutable } from '../../domain/immutable.ts';
import { BytesSchema } from '../../domain/typed-arrays.ts';
import { decodedText } from '../character-set.ts';
import { openDataSet, type DataSet } from '../data-set.ts';
import { PIXEL_DATA, type ElementPlace } from '../elements.ts';
import { encodeElement } from '../encode-elements.ts';
import { decodeElements, readHeader, type RadiographHeader } from '../header.ts';
import { dicomText } from '../text.ts';
import { EXPLICIT_LITTLE_ENDIAN, plainSyntax } from '../transfer-syntax.ts';
import { deriveUid } from '../unique-identifier.ts';
import type { DeidentifyOptions } from './actions.ts';
import { ChangeSchema, cleanElements, type CleaningWork } from './clean-elements.ts';
import { cleanPixels } from './clean-pixels.ts';
import type { DeidentificationKey } from './key.ts';
import { redactPixels, type PixelBox } from './redact.ts';
import { statementElements } from './statement.ts';
import { hasFormOf } from './values.ts';

export const DeidentifiedSchema = z.object({
  bytes: BytesSchema,
  /** What was done to each element, without any value. Unchanged elements are not listed. */
  changes: z.array(ChangeSchema),
  /** Comments, application data or embedded overlays in the pixels were overwritten, or bytes after the image were cut off. */
  pixelTextRemoved: z.boolean(),
  /** The file itself states that identity is burned into the pixels. */
  burnedIn: z.boolean(),
  /** Only for the key table: who the patient was, and how the name and the dates were replaced. */
  patient: z.object({ patientId: z.string(), pseudonym: z.string(), shiftDays: z.number() }),
  /** SOPInstanceUID of the new file. */
  imageUid: z.string(),
});

export type Deidentified = Immutable<z.infer<typeof DeidentifiedSchema>>;

export interface DeidentifyChoices extends DeidentifyOptions {
  /** Boxes to black out in the stored pixels. The new file is then uncompressed. */
  readonly redact?: readonly PixelBox[];
  /** Numbers whose pseudonyms were made without the issuer. */
  readonly bareNumbers?: readonly string[];
}

/** Returns the file without identity. Fails if the file cannot be read or its identity cannot be separated from the rest. */
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
    return failed('no-pixel-data', dicomText.deidentify.noImage);
  }
  const { syntax } = dataSet;
  // Compressed and deflated data sets are explicit little endian by definition. Some writers encode the elements before the pixels wrongly.
  const target = syntax.codec !== undefined || syntax.deflated ? EXPLICIT_LITTLE_ENDIAN : plainSyntax(syntax);
  if (target.littleEndian !== syntax.littleEndian) {
    return failed('dicom-malformed', dicomText.deidentify.wrongEncoding(syntax.name));
  }
  const identity = identityOf(dataSet, file, choices.bareNumbers ?? []);
  const work: CleaningWork = {
    ...identity,
    bytes: dataSet.bytes,
    key,
    options: choices,
    encoding: syntax,
    target,
    palette: header.value.photometric === 'PALETTE COLOR',
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
  /** The number, after its issuer if there is one. Without a number, each study counts as a patient. Without a study, each file does. */
  readonly patientId: string;
  readonly imageUid: string;
  readonly classUid: string;
  readonly utf8: boolean;
  readonly burnedIn: boolean;
}

function identityOf(dataSet: DataSet, file: Uint8Array, bareNumbers: readonly string[]): FileIdentity {
  const tags = new Set([0x00080005, 0x00080016, 0x00080018, 0x0020000d, 0x00280301]);
  const found = decodeElements(dataSet, ({ tag, start, end }) => tags.has(tag) && end - start < 1024) ?? {};
  const text = (keyword: string): string => (typeof found[keyword] === 'string' ? found[keyword].trim() : '');
  const classUid = text('SOPClassUID');
  const number = decodedText(dataSet, 0x00100020).trim();
  const issuer = decodedText(dataSet, 0x00100021).trim();
  return {
    patientId:
      (issuer === '' || number === '' || bareNumbers.includes(number) ? number : `${issuer}-${number}`) ||
      text('StudyInstanceUID') ||
      createHash('sha256').update(file).digest('hex'),
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
  const redacted = await redactPixels(dataSet, { header, pixelData }, boxes);
  return redacted.ok ? success({ bytes: redacted.value, changed: false }) : redacted;
}

/** Builds a Part 10 file with a new preamble and meta header. PS3.10 7.1. */
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
    element(0x00020012, 'UI', deriveUid('osteograde')),
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
