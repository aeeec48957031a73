import { describe, expect, test } from 'vitest';
import { attributeOf } from '../../../main/dicom/attributes.ts';
import { actionOf, isInPlace, type DeidentifyOptions } from '../../../main/dicom/deidentify/actions.ts';
import { profileRows } from '../../../main/dicom/deidentify/profile-table.ts';

const rows = [...profileRows()];

describe("the profile's table", () => {
  test('contains every row once, under its standard name', () => {
    expect(rows.length).toBe(456);
    const misnamed = rows.filter(([tag, { keyword }]) => (attributeOf(tag)?.keyword ?? keyword) !== keyword);
    expect(misnamed).toEqual([]);
    expect(rows.every(([, { options }]) => /^[udpPtc]*$/.test(options))).toBe(true);
  });

  test('keeps no name, address, text or identifier unless an option asks for it', () => {
    const kept = rows.filter(([tag]) => ['keep', 'words', 'age'].includes(actionOf(tag, vrOf(tag), { dates: 'removed' })));
    expect(kept.map(([, { keyword }]) => keyword)).toEqual([]);
  });

  test.each<[string, number, DeidentifyOptions, string]>([
    ['StudyDate', 0x00080020, {}, 'shift'],
    ['StudyDate', 0x00080020, { dates: 'removed' }, 'empty'],
    ['StudyDate', 0x00080020, { dates: 'kept' }, 'keep'],
    ['StudyTime', 0x00080030, {}, 'keep'],
    ['TimezoneOffsetFromUTC', 0x00080201, { dates: 'kept' }, 'terms'],
    ['FrameOriginTimestamp', 0x00340007, { dates: 'kept' }, 'remove'],
    ['ManufacturerModelName', 0x00081090, {}, 'remove'],
    ['ManufacturerModelName', 0x00081090, { retainDevice: true }, 'keep'],
    ['BodyPartExamined', 0x00180015, {}, 'terms'],
    ['PatientBirthDate', 0x00100030, { dates: 'kept', retainCharacteristics: true }, 'empty'],
    ['PatientAge', 0x00101010, {}, 'remove'],
    ['PatientAge', 0x00101010, { retainCharacteristics: true }, 'age'],
    ['PatientSex', 0x00100040, {}, 'empty'],
    ['Allergies', 0x00102110, { retainCharacteristics: true }, 'words'],
    ['DeviceSerialNumber', 0x00181000, {}, 'dummy'],
    ['DeviceSerialNumber', 0x00181000, { retainDevice: true }, 'keep'],
    ['StudyDescription', 0x00081030, {}, 'remove'],
    ['StudyDescription', 0x00081030, { cleanDescriptors: true }, 'words'],
    ['SOPInstanceUID', 0x00080018, {}, 'identifier'],
    ['SOPInstanceUID', 0x00080018, { retainUids: true }, 'keep'],
    ['AcquisitionContextSequence', 0x00400555, {}, 'empty'],
    ['RequestAttributesSequence', 0x00400275, { cleanDescriptors: true }, 'items'],
    ['ReferencedImageSequence', 0x00081140, {}, 'items'],
    ['PatientName', 0x00100010, { retainCharacteristics: true, retainUids: true }, 'pseudonym'],
  ])('%s: gets the action that the options require', (keyword, tag, options, action) => {
    expect([attributeOf(tag)?.keyword, actionOf(tag, vrOf(tag), options)]).toEqual([keyword, action]);
  });

  test('keeps the data of palettes and tables only where the image uses them', () => {
    const [palette, table] = [0x00281201, 0x00283006];
    expect(isInPlace(palette, { sequence: undefined, palette: false })).toBe(false);
    expect(isInPlace(palette, { sequence: undefined, palette: true })).toBe(true);
    expect(isInPlace(table, { sequence: undefined, palette: false })).toBe(false);
    expect(isInPlace(table, { sequence: 0x00283000, palette: false })).toBe(true);
    expect(isInPlace(0x00280010, { sequence: undefined, palette: false })).toBe(true);
  });

  test('is not the only protection: attributes that neither it nor the image lists are removed', () => {
    for (const tag of [0x00189999, 0x00420011, 0x00620002, 0x00700006]) expect(actionOf(tag, 'LO', {})).toBe('remove');
    expect(actionOf(0x00280010, 'US', {})).toBe('keep'); // Rows
  });
});

function vrOf(tag: number): string {
  return attributeOf(tag)?.vrs[0] ?? 'LO';
}
