import { describe, expect, it, test } from 'vitest';
import { attributeOf, attributeTags } from '../../../main/dicom/attributes.ts';
import { actionOf } from '../../../main/dicom/deidentify/actions.ts';
import { codePart, publicScheme } from '../../../main/dicom/deidentify/codes.ts';
import { definedTermsOf } from '../../../main/dicom/deidentify/defined-terms.ts';

const OPTIONS = {
  retainDevice: true,
  retainCharacteristics: true,
  cleanDescriptors: true,
  retainUids: true,
  dates: 'kept',
} as const;

describe('a coded word', () => {
  it('is never kept for its form alone, whatever the options', () => {
    const free = [...attributeTags()].filter((tag) => {
      const isCoded = attributeOf(tag)?.vrs.includes('CS') === true;
      return isCoded && actionOf(tag, 'CS', OPTIONS) === 'keep';
    });
    expect(free).toEqual([]);
  });

  it.each<[string, number, string[], string[] | undefined]>([
    ['a term', 0x00080064, ['WSD'], ['WSD']],
    ['a name in place of a term', 0x00080064, ['SMITH'], []],
    ['terms before a name', 0x00080008, ['DERIVED', 'PRIMARY', 'SMITH'], ['DERIVED', 'PRIMARY']],
    ['a direction', 0x00200020, ['L', 'FP'], ['L', 'FP']],
    ['a body part in small letters', 0x00180015, ['Hip'], ['Hip']],
    ['a body part that is a name', 0x00180015, ['SMITH'], []],
    ['a known company', 0x00080070, ['Philips Medical Systems'], ['Philips Medical Systems']],
    ['a company named after a person', 0x00080070, ['Smith Radiology'], []],
    ['a kind of rescaling', 0x00281054, ['US'], ['US']],
    ['an attribute without known terms', 0x00189999, ['YES'], undefined],
  ])('%s', (_, tag, values, kept) => {
    expect(definedTermsOf(tag, values)).toEqual(kept);
  });

  it('of every row of the table belongs to an attribute of the standard', () => {
    const known = [...attributeTags()].filter((tag) => definedTermsOf(tag, []) !== undefined);
    expect(known.length).toBeGreaterThan(50);
  });
});

test.each([
  ['SCT', '24136001', '24136001'],
  ['DCM', '113100', '113100'],
  ['SRT', 'T-15710', 'T-15710'],
  ['UCUM', 'mm', 'mm'],
  ['DCM', 'SMITH', 'REMOVED'],
  ['UCUM', 'Smith', 'REMOVED'],
  ['99HOSPITAL', '4711', 'REMOVED'],
  ['constructor', '4711', 'REMOVED'],
])('a code of %s: %s becomes %s', (scheme, value, expected) => {
  expect(codePart(0x00080100, value, publicScheme(scheme))).toBe(expected);
});
