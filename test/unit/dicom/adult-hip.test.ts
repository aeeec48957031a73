import { describe, expect, test } from 'vitest';
import { otherThanAdultHip } from '../../../main/dicom/adult-hip.ts';

const messageOf = (film: Parameters<typeof otherThanAdultHip>[0]): string | undefined => otherThanAdultHip(film)?.message;

describe('a film whose header names', () => {
  test.each([
    ['CHEST', 'a chest'],
    ['THORAX', 'a chest'],
    ['SKULL', 'a head'],
    ['HAND', 'a hand'],
    ['LEFT HAND', 'a hand'],
    ['KNEE', 'a knee'],
    ['CSPINE', 'a neck'],
    ['SHOULDER', 'a shoulder'],
    ['BREAST', 'a breast'],
    ['ANKLE', 'a foot'],
    ['BOTH FEET, FOOT AP', 'a foot'],
  ])('%s is refused as %s', (bodyPart, part) => {
    const [, shown = ''] = /Body Part Examined: (.+?)\)/.exec(messageOf({ bodyPart }) ?? '') ?? [];
    expect(messageOf({ bodyPart })).toContain(`shows ${part} (`);
    expect(bodyPart).toContain(shown);
  });

  test('also a person does not show the name', () => {
    expect(messageOf({ bodyPart: 'HAND JANE DOE 12.3.1950' })).toContain('(Body Part Examined: HAND)');
  });

  test.each([
    '',
    'HIP',
    'PELVIS',
    'FEMUR',
    'EXTREMITY',
    'LEG',
    'LSPINE',
    'ABDOMEN',
    'HIP AND KNEE',
    'PELVIS AND THORAX',
    'BECKEN',
    '1234',
  ])('"%s" is read', (bodyPart) => {
    expect(messageOf({ bodyPart })).toBeUndefined();
  });
});

describe('a film of a patient aged', () => {
  test.each([
    ['006M', '6 months'],
    ['014D', '14 days'],
    ['005Y', '5 years'],
  ])('%s is refused as of a child', (patientAge, age) => {
    expect(messageOf({ bodyPart: 'PELVIS', patientAge })).toContain(`${age} old`);
  });

  test.each(['', '061Y', '015Y', '000Y', '000D', '240M', 'unknown'])('"%s" is read', (patientAge) => {
    expect(messageOf({ bodyPart: 'PELVIS', patientAge })).toBeUndefined();
  });
});
