// The elements that state how a file was de-identified. PS3.15 E.1.1, PS3.16 CID 7050.

import type { ElementEncoding } from '../elements.ts';
import { encodeElement, encodeSequence } from '../encode-elements.ts';
import type { DeidentifyOptions } from './actions.ts';
import type { CleanElement } from './clean-elements.ts';

/** Returns elements that replace the file's earlier statement. */
export function statementElements(
  options: DeidentifyOptions,
  { redacted, encoding }: { readonly redacted: boolean; readonly encoding: ElementEncoding },
): readonly CleanElement[] {
  const text = (tag: number, vr: string, value: string): CleanElement => ({
    tag,
    bytes: encodeElement({ tag, vr, value: Buffer.from(value, 'latin1') }, encoding),
  });
  const codes = methodsOf(options, redacted).map(([value, meaning]) =>
    Buffer.concat([
      text(0x00080100, 'SH', value).bytes,
      text(0x00080102, 'SH', 'DCM').bytes,
      text(0x00080104, 'LO', meaning).bytes,
    ]),
  );
  return [
    text(0x00120062, 'CS', 'YES'), // PatientIdentityRemoved
    text(0x00120063, 'LO', 'DICOM PS3.15 Basic Profile, unknown attributes removed'), // DeidentificationMethod
    { tag: 0x00120064, bytes: encodeSequence(0x00120064, codes, encoding) }, // DeidentificationMethodCodeSequence
    text(0x00280303, 'CS', TEMPORAL[options.dates ?? 'shifted']), // LongitudinalTemporalInformationModified
    ...(redacted ? [text(0x00280301, 'CS', 'NO')] : []), // BurnedInAnnotation
  ];
}

const TEMPORAL = { shifted: 'MODIFIED', kept: 'UNMODIFIED', removed: 'REMOVED' } as const;

function methodsOf(options: DeidentifyOptions, redacted: boolean): readonly (readonly [code: string, meaning: string])[] {
  const chosen: readonly (readonly [boolean, string, string])[] = [
    [true, '113100', 'Basic Application Confidentiality Profile'],
    [redacted, '113101', 'Clean Pixel Data Option'],
    [options.cleanDescriptors === true, '113105', 'Clean Descriptors Option'],
    [options.dates === 'kept', '113106', 'Retain Longitudinal Temporal Information Full Dates Option'],
    [(options.dates ?? 'shifted') === 'shifted', '113107', 'Retain Longitudinal Temporal Information Modified Dates Option'],
    [options.retainCharacteristics === true, '113108', 'Retain Patient Characteristics Option'],
    [options.retainDevice === true, '113109', 'Retain Device Identity Option'],
    [options.retainUids === true, '113110', 'Retain UIDs Option'],
    [options.retainSafePrivate === true, '113111', 'Retain Safe Private Option'],
  ];
  return chosen.flatMap(([applies, code, meaning]) => (applies ? [[code, meaning] as const] : []));
}
