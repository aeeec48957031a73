// Headers that contradict their values: the picture is read as it is, and says so.

import { describe, expect, test } from 'vitest';
import { readRadiograph } from '../../../main/dicom/read-radiograph.ts';
import type { Radiograph } from '../../../main/domain/radiograph.ts';
import { dicomFile, fragments, smallRadiograph, SYNTAX, type TestElement } from '../../fixtures/dicom-file.ts';

const SIZE = 96;

/** A body on a dark ground: a smooth bright hill with a little noise, from 0 to about 4000. */
const hill = Array.from({ length: SIZE * SIZE }, (_, i) => {
  const [x, y] = [(i % SIZE) / SIZE - 0.5, Math.floor(i / SIZE) / SIZE - 0.5];
  return Math.round(3900 * Math.exp(-12 * (x * x + y * y)) + ((i * 7919) % 61));
});

function hillFilm(changes: readonly TestElement[], values: readonly number[] = hill): Uint8Array {
  const size: TestElement[] = [
    { tag: 0x00280010, vr: 'US', value: [SIZE] },
    { tag: 0x00280011, vr: 'US', value: [SIZE] },
    { tag: 0x7fe00010, vr: 'OW', value: [...values] },
  ];
  return dicomFile({ syntax: SYNTAX.explicit, elements: smallRadiograph([...size, ...changes]) });
}

async function read(file: Uint8Array): Promise<Radiograph> {
  const result = await readRadiograph(file);
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.message}`);
  return result.value;
}

const bits = (stored: number): TestElement[] => [
  { tag: 0x00280101, vr: 'US', value: [stored] },
  { tag: 0x00280102, vr: 'US', value: [stored - 1] },
];
const SIGNED: TestElement = { tag: 0x00280103, vr: 'US', value: [1] };
const sentences = ({ warnings = [] }: Radiograph): string => warnings.map(({ message }) => message).join(' ');

describe('stored values', () => {
  test('are the picture itself, without a warning, if the header is right', async () => {
    const film = await read(hillFilm(bits(12)));
    expect([...film.pixels]).toEqual(hill);
    expect(film.warnings).toEqual([]);
  });

  test.each([10, 11])('that exceed %i stated bits are read with all their bits', async (stored) => {
    const film = await read(hillFilm(bits(stored)));
    expect([...film.pixels]).toEqual(hill);
    expect(sentences(film)).toContain(
      `states ${stored} bits per pixel (BitsStored), but holds values up to ${Math.max(...hill)}`,
    );
  });

  test.each([
    ['ones', hill.map((value) => value | 0xf000)],
    ['a border of padding', hill.map((value, i) => (i < 8 * SIZE ? 0xffff : value))],
  ])('with %s in the unused bits are read without a warning', async (_, values) => {
    const padding: TestElement = { tag: 0x00280120, vr: 'US', value: [0xffff] };
    const film = await read(hillFilm([...bits(12), padding], values));
    expect([...film.pixels].slice(-SIZE)).toEqual(hill.slice(-SIZE));
    expect(film.warnings).toEqual([]);
  });

  test('with an overlay in a bit that the header names are read without it', async () => {
    const overlay: TestElement = { tag: 0x60000102, vr: 'US', value: [12] };
    const film = await read(
      hillFilm(
        [...bits(12), overlay],
        hill.map((value, i) => (i % 50 < 5 ? value | 0x1000 : value)),
      ),
    );
    expect([...film.pixels]).toEqual(hill);
    expect(film.warnings).toEqual([]);
  });

  test('with an unnamed overlay are read without it, and the film says so', async () => {
    const film = await read(
      hillFilm(
        bits(12),
        hill.map((value, i) => (i % 50 < 5 ? value | 0x1000 : value)),
      ),
    );
    expect([...film.pixels]).toEqual(hill);
    expect(sentences(film)).toContain('The higher bits do not belong to the picture');
  });

  test('that are unsigned but called signed are read as unsigned', async () => {
    const film = await read(hillFilm([...bits(12), SIGNED]));
    expect([...film.pixels]).toEqual(hill);
    expect(sentences(film)).toContain('pixels are signed (PixelRepresentation 1), but they are unsigned');
  });

  test.each([12, 16])('of %i bits that are signed but called unsigned are read as signed', async (stored) => {
    const signed = hill.map((value) => value - 1900);
    const film = await read(hillFilm(bits(stored), signed));
    expect([...film.pixels]).toEqual(signed.map((value) => Math.min(value, 2 ** (stored - 1) - 1)));
    expect(sentences(film)).toContain('pixels are unsigned (PixelRepresentation 0), but they are signed');
  });

  test('that are signed with more bits than stated, and called unsigned, are read as they are', async () => {
    const signed = hill.map((value) => value - 1500);
    const film = await read(hillFilm(bits(12), signed));
    expect([...film.pixels]).toEqual(signed);
    expect(film.warnings?.map(({ code }) => code)).toEqual(['values-doubtful', 'values-doubtful']);
  });

  test('that are signed as stated, with the sign repeated above, are read without a warning', async () => {
    const signed = hill.map((value) => Math.min(value - 1900, 2047));
    const film = await read(hillFilm([...bits(12), SIGNED], signed));
    expect([...film.pixels]).toEqual(signed);
    expect(film.warnings).toEqual([]);
  });

  test('with a hard border between black and white keep the sign that the header states', async () => {
    const framed = hill.map((value, i) => (i % SIZE < 4 ? 0 : i % SIZE < 8 ? 4095 : value));
    const film = await read(hillFilm(bits(12), framed));
    expect([...film.pixels]).toEqual(framed);
  });
});

describe('a header with odd values', () => {
  const element = (tag: number, vr: string, value: string): TestElement => ({ tag, vr, value });
  const ramp = Array.from({ length: 12 }, (_, i) => i * 100);
  const small = (changes: readonly TestElement[], syntax: string = SYNTAX.explicit): Uint8Array =>
    dicomFile({ syntax, elements: smallRadiograph(changes) });

  test.each(['Monochrome2', 'monochrome2', 'MONOCHROME2 ', ' MONOCHROME 2', 'MONOCHROME_2'])(
    'names %s, and is grey',
    async (term) => {
      expect([...(await read(small([element(0x00280004, 'CS', term)]))).pixels]).toEqual(ramp);
    },
  );

  test('names Monochrome1, and is inverted', async () => {
    const film = await read(small([element(0x00280004, 'CS', 'Monochrome1')]));
    expect([...film.pixels]).toEqual(ramp.map((value) => 4095 - value));
    expect(film.monochrome1).toBe(true);
  });

  test('names an unknown interpretation of one sample, and is refused for that', async () => {
    const result = await readRadiograph(small([element(0x00280004, 'CS', 'GRAYSCALE')]));
    expect(result.ok ? '' : result.failure.message).toContain('the file has "GRAYSCALE"');
  });

  test.each(['0', ' 0', '-1'])('states %s frames of a single image, which is read', async (frames) => {
    expect([...(await read(small([element(0x00280008, 'IS', frames)]))).pixels]).toEqual(ramp);
  });

  test('states 0 frames of two images, and is refused', async () => {
    const two: TestElement = { tag: 0x7fe00010, vr: 'OW', value: [...ramp, ...ramp] };
    const result = await readRadiograph(small([element(0x00280008, 'IS', '0'), two]));
    expect(result.ok ? '' : result.failure.code).toBe('multi-frame');
    const coded = fragments(Buffer.from([0xff, 0xd8, 0, 0]), Buffer.from([0xff, 0xd8, 0, 0]));
    const packed = await readRadiograph(small([element(0x00280008, 'IS', '0'), coded], SYNTAX.jpegLs));
    expect(packed.ok ? '' : packed.failure.code).toBe('multi-frame');
  });

  test('states a slope of 0, which is read as 1 and named', async () => {
    const film = await read(small([element(0x00281053, 'DS', '0'), element(0x00281052, 'DS', '0')]));
    expect([...film.pixels]).toEqual(ramp);
    expect(sentences(film)).toContain('RescaleSlope of 0');
  });

  test('writes its window and rescale with decimal commas', async () => {
    const film = await read(
      small([
        element(0x00281050, 'DS', '500,5'),
        element(0x00281051, 'DS', '300,25'),
        element(0x00281052, 'DS', '-0,5'),
        element(0x00281053, 'DS', '0,5'),
      ]),
    );
    expect(film.window).toEqual({ centre: 500.5, width: 300.25 });
    expect([...film.pixels]).toEqual(ramp.map((value) => value * 0.5 - 0.5));
  });
});
