import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exifOrientation } from '../../../main/dicom/exif-orientation.ts';
import { readPicture } from '../../../main/dicom/read-picture.ts';
import { turnedSize, turnPixels, TURNS } from '../../../main/domain/film/turn.ts';
import { exifData, greyJpeg, greyPng } from '../../fixtures/picture-files.ts';

const picture = { width: 3, height: 2, data: Uint8Array.from([10, 50, 90, 130, 170, 210]) };
const orientations = TURNS.map((turn, index) => [index + 1, turn] as const);

async function read(file: Uint8Array) {
  const result = await readPicture(file);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

describe('a picture with an EXIF orientation', () => {
  test.each(orientations)('%i is turned by %s, as PNG', async (value, turn) => {
    const { width, height, pixels, orientation } = await read(greyPng(picture, value));
    expect({ width, height }).toEqual(turnedSize(turn, picture));
    expect([...pixels]).toEqual([...turnPixels(turn, Float32Array.from(picture.data), picture)]);
    expect(orientation.turn).toBe(turn);
    expect(orientation.warnings.map(({ code }) => code)).toEqual(turn === 'none' ? [] : ['film-turned']);
  });

  test.each(orientations)('%i is turned by %s, as JPEG', async (value, turn) => {
    const { width, height, pixels, orientation } = await read(greyJpeg(picture, value));
    expect({ width: width / 8, height: height / 8 }).toEqual(turnedSize(turn, picture));
    const middles = [...pixels].filter((_, at) => at % 8 === 4 && Math.floor(at / width) % 8 === 4);
    expect(middles).toEqual([...turnPixels(turn, Float32Array.from(picture.data), picture)]);
    expect(orientation.turn).toBe(turn);
  });

  test('is found behind other segments, in either byte order', () => {
    const [start, app1, rest] = [0, 2, 2 + 36].map((from, i, all) => greyJpeg(picture, 6).subarray(from, all[i + 1]));
    const comment = Buffer.from([0xff, 0xfe, 0, 4, 1, 2]);
    expect(exifOrientation(Buffer.concat([start ?? comment, comment, app1 ?? comment, rest ?? comment]))?.value).toBe(6);
    const big = Buffer.from(greyPng(picture, 8));
    const at = big.indexOf('II*');
    Buffer.from('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08', 'latin1').copy(big, at);
    expect(exifOrientation(big)?.turn).toBe('rotate-270');
  });

  test.each([0, 9, 65535])('of %i is shown as stored', (value) => {
    expect(exifOrientation(greyPng(picture, value))).toBeNull();
  });
});

test('damaged EXIF data end in no orientation, never in an error', () => {
  const whole = [...greyJpeg(picture, 6)];
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 4 }), fc.nat(whole.length), (changes, length) => {
      const file = Uint8Array.from(whole);
      for (const [at, value] of changes) if (at > 1) file[at] = value;
      const found = exifOrientation(file.subarray(0, length));
      expect(found === null || (found.value >= 1 && found.value <= 8)).toBe(true);
    }),
  );
  expect(exifData(3)).toHaveLength(26);
});
