// What a viewer shows of a header: nothing that names anybody, and the display tables as the standard means them.

import { describe, expect, it } from 'vitest';
import type { FilmDetails } from '../../../main/domain/film/details.ts';
import { readRadiograph } from '../../../main/dicom/read-radiograph.ts';
import { lookupTable } from '../../../renderer/viewer/grey-window.ts';
import { dicomFile, smallRadiograph, SYNTAX, type TestElement } from '../../fixtures/dicom-file.ts';

async function read(changes: readonly TestElement[]) {
  const result = await readRadiograph(dicomFile({ syntax: SYNTAX.explicit, elements: smallRadiograph(changes) }));
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

async function detailsOf(changes: readonly TestElement[]): Promise<FilmDetails> {
  const { details } = await read(changes);
  if (details === undefined) throw new Error('The film has no details.');
  return details;
}

/** A VOI LUT sequence of one table that starts at a value: explicit little-endian, of defined length. */
function voiLut(first: number, values: readonly number[]): TestElement {
  const element = (tag: number, vr: string, words: readonly number[]): Buffer => {
    const long = vr === 'OW';
    const head = Buffer.alloc(long ? 12 : 8);
    head.writeUInt16LE(tag >>> 16, 0);
    head.writeUInt16LE(tag & 0xffff, 2);
    head.write(vr, 4, 'latin1');
    if (long) head.writeUInt32LE(2 * words.length, 8);
    else head.writeUInt16LE(2 * words.length, 6);
    return Buffer.concat([head, Buffer.from(Uint16Array.from(words).buffer)]);
  };
  const content = Buffer.concat([element(0x00283002, 'US', [values.length, first, 16]), element(0x00283006, 'OW', values)]);
  const item = Buffer.alloc(8);
  item.writeUInt16LE(0xfffe, 0);
  item.writeUInt16LE(0xe000, 2);
  item.writeUInt32LE(content.length, 4);
  return { tag: 0x00283010, vr: 'SQ', value: Buffer.concat([item, content]) };
}

describe('the details of a film', () => {
  it('are age, sex and tags, and never a name, a number of a person, a date or free text', async () => {
    const details = await detailsOf([
      { tag: 0x00080020, vr: 'DA', value: '20190304' },
      { tag: 0x00080070, vr: 'LO', value: 'Meier Roentgen' },
      { tag: 0x00100010, vr: 'PN', value: 'Meier^Anna' },
      { tag: 0x00100040, vr: 'CS', value: 'F' },
      { tag: 0x00101010, vr: 'AS', value: '061Y' },
      { tag: 0x00180015, vr: 'CS', value: 'MEIER' },
      { tag: 0x00180060, vr: 'DS', value: '77' },
      { tag: 0x00185101, vr: 'CS', value: 'AP' },
    ]);
    expect(details).toMatchObject({ ageYears: 61, sex: 'F', day: null, curve: { kind: 'linear' } });
    expect(details.tags).toContainEqual({ keyword: 'KVP', value: '77' });
    expect(details.tags).toContainEqual({ keyword: 'ViewPosition', value: 'AP' });
    expect(details.tags).toContainEqual({ keyword: 'ImagerPixelSpacing', value: '0.15 \\ 0.15' });
    expect(JSON.stringify(details)).not.toMatch(/meier|anna|P-007|2019/i);
  });

  it.each([
    ['093Y', 90],
    ['018M', 1],
    ['', null],
    ['old', null],
  ])('know the age %s as %s', async (written, years) => {
    expect((await detailsOf([{ tag: 0x00101010, vr: 'AS', value: written }])).ageYears).toBe(years);
  });

  it('hold the VOI LUT, which shows each grey as the file says', async () => {
    const { curve } = await detailsOf([voiLut(200, [0, 1000, 4000, 4000])]);
    expect(curve).toEqual({ kind: 'table', first: 200, light: [0, 0.25, 1, 1] });
    const table = lookupTable({ centre: 0, width: 1 }, { low: 0, slope: 1, largest: 300, inverted: false }, curve);
    const light = (value: number) => table[value] & 0xff;
    expect([0, 200, 201, 202, 300].map(light)).toEqual([0, 0, 64, 255, 255]);
  });

  it('turn the VOI LUT of a MONOCHROME1 film round with its greys', async () => {
    const { details, pixels } = await read([{ tag: 0x00280004, vr: 'CS', value: 'MONOCHROME1' }, voiLut(0, [0, 4000])]);
    // A stored 0 is the brightest grey of the film, 4095, and its light is white.
    expect(pixels[0]).toBe(4095);
    const table = lookupTable({ centre: 0, width: 1 }, { low: 0, slope: 1, largest: 4095, inverted: false }, details?.curve);
    expect([table[4095] & 0xff, table[4094] & 0xff, table[0] & 0xff]).toEqual([255, 0, 0]);
  });

  it('name a sigmoid, which never clips', async () => {
    const { curve } = await detailsOf([{ tag: 0x00281056, vr: 'CS', value: 'SIGMOID' }]);
    expect(curve).toEqual({ kind: 'sigmoid' });
    const table = lookupTable({ centre: 500, width: 400 }, { low: 0, slope: 1, largest: 1000, inverted: false }, curve);
    expect([table[300] & 0xff, table[500] & 0xff, table[700] & 0xff]).toEqual([30, 128, 225]);
  });
});
