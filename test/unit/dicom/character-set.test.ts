// Patient numbers in the character sets of the world. The bytes of the escape sequences are those of DICOM PS3.5 annexes H to K.

import { describe, expect, it } from 'vitest';
import { decodedText } from '../../../main/dicom/character-set.ts';
import { encodeElement } from '../../../main/dicom/encode-elements.ts';
import { walkElements } from '../../../main/dicom/elements.ts';

const ENCODING = { explicitVr: true, littleEndian: true };
const PATIENT_ID = 0x00100020;

function read(charset: string, value: Uint8Array): string {
  const elements = [
    encodeElement({ tag: 0x00080005, vr: 'CS', value: Buffer.from(charset) }, ENCODING),
    encodeElement({ tag: PATIENT_ID, vr: 'LO', value }, ENCODING),
  ];
  const bytes = Buffer.concat(elements);
  const walked = walkElements(bytes, 0, ENCODING, () => false);
  if (!walked.ok) throw new Error(walked.failure.message);
  return decodedText({ bytes, elements: walked.value }, PATIENT_ID);
}

const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('a patient number', () => {
  it.each([
    ['', Buffer.from('MRN-4711 '), 'MRN-4711'],
    ['ISO_IR 100', hex('42 75 63 F6'), 'Bucö'],
    ['ISO_IR 144', hex('BB EE DA 63 65 DC D1 79 70 D3'), 'Люкceмбypг'],
    ['ISO_IR 192', Buffer.from('مريض 5'), 'مريض 5'],
    ['GB18030', hex('CD F5 35'), '王5'],
    ['ISO_IR 166', hex('E4 B7'), 'ไท'],
    ['ISO_IR 13', hex('D4 CF C0 DE'), 'ﾔﾏﾀﾞ'],
    ['\\ISO 2022 IR 87', hex('1B 24 42 3B 33 45 44 1B 28 42 2D 35'), '山田-5'],
    ['ISO 2022 IR 13\\ISO 2022 IR 87', hex('D4 CF C0 DE 1B 24 42 3B 33 1B 28 4A 35'), 'ﾔﾏﾀﾞ山5'],
    ['\\ISO 2022 IR 149', hex('1B 24 29 43 B1 E8 C8 F1 35'), '김희5'],
    ['\\ISO 2022 IR 58', hex('1B 24 29 41 CD F5'), '王'],
    ['ISO 2022 IR 100\\ISO 2022 IR 126', hex('E4 1B 2D 46 C4 E9'), 'äΔι'],
  ])('in the character set "%s" is read as it is written', (charset, value, expected) => {
    expect(read(charset, value)).toBe(expected);
  });

  it('that is longer than any identifier, or absent, is empty', () => {
    expect(read('', Buffer.alloc(5000, 'x'))).toBe('');
    expect(decodedText({ bytes: new Uint8Array(), elements: [] }, PATIENT_ID)).toBe('');
  });
});
