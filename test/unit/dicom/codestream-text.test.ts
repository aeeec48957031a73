import { describe, expect, test } from 'vitest';
import { withoutText } from '../../../main/dicom/deidentify/codestream-text.ts';

const NAME = 'Zaphod';
const segment = (marker: number, ...payload: Uint8Array[]): Uint8Array => {
  const body = Buffer.concat(payload);
  return Buffer.concat([Uint8Array.of(0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255), body]);
};
const start = Uint8Array.of(0xff, 0xd8);
const end = Uint8Array.of(0xff, 0xd9);
const scan = Buffer.concat([segment(0xda, Uint8Array.of(1, 0, 0, 0, 63, 0)), Uint8Array.of(1, 2, 0xff, 0, 0xff, 0xd0, 3)]);
const frameHeader = segment(0xc0, Uint8Array.of(8, 0, 1, 0, 1, 1, 0, 0x11, 0));

describe('text inside compressed pixels', () => {
  test('is overwritten in JPEG: comments, application segments, between scans and after the end', () => {
    const text = Buffer.from(NAME);
    const frame = Buffer.concat([
      start,
      segment(0xe1, text),
      segment(0xfe, text),
      frameHeader,
      scan,
      segment(0xfe, text),
      scan,
      end,
      text,
    ]);
    const clean = Buffer.from(withoutText(frame, 'jpeg'));
    expect(clean.includes(NAME)).toBe(false);
    expect(clean).toHaveLength(frame.length);
    expect(clean.includes(Buffer.from(frameHeader)) && clean.includes(Buffer.from(scan))).toBe(true);
  });

  test('is overwritten, but information about colours stays, even if its segment is too short', () => {
    const jfif = Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1');
    const adobe = Buffer.from('Adobe\0d\0\0\0\0\x01', 'latin1');
    const frame = Buffer.concat([
      start,
      segment(0xe0, jfif),
      segment(0xee, adobe),
      segment(0xee, adobe.subarray(0, 10)),
      frameHeader,
      scan,
      end,
    ]);
    const clean = withoutText(frame, 'jpeg');
    const colours = Buffer.concat([
      start,
      segment(0xe0, jfif),
      segment(0xee, Buffer.from('Adobe\0\0\0\0\0\0\x01', 'latin1')),
      segment(0xee, Buffer.from('Adobe\0\0\0\0\0', 'latin1')),
      frameHeader,
      scan,
      end,
    ]);
    expect(Buffer.from(clean)).toEqual(colours);
  });

  test('is overwritten in JPEG 2000: in the main header and in tile-part headers', () => {
    const text = Buffer.concat([Uint8Array.of(0, 1), Buffer.from(NAME)]);
    const size = segment(0x51, Buffer.alloc(39));
    const inside = Buffer.concat([segment(0x64, text), Uint8Array.of(0xff, 0x93, 5, 6, 7)]);
    const tile = Buffer.alloc(12);
    tile.set([0xff, 0x90, 0, 10]);
    tile.writeUInt32BE(12 + inside.length, 6);
    const frame = Buffer.concat([Uint8Array.of(0xff, 0x4f), size, segment(0x64, text), tile, inside, end, Buffer.from(NAME)]);
    const clean = Buffer.from(withoutText(frame, 'jpeg-2000'));
    expect(clean.includes(NAME)).toBe(false);
    expect(clean).toHaveLength(frame.length);
    expect(clean.includes(Buffer.of(0xff, 0x93, 5, 6, 7))).toBe(true);
  });

  test('is not invented: a frame without text stays unchanged', () => {
    const frame = Buffer.concat([start, frameHeader, scan, end]);
    expect(withoutText(frame, 'jpeg')).toBe(frame);
  });

  test('never extends past the end of damaged frames', () => {
    for (const codec of ['jpeg', 'jpeg-ls', 'jpeg-2000'] as const) {
      for (const bytes of [
        [],
        [0xff],
        [0xff, 0xd8],
        [0xff, 0xd8, 0xff, 0xe0, 0xff],
        [0xff, 0x4f, 0xff, 0x64, 0xff, 0xff],
        [0xff, 0x4f, 0xff, 0x90, 0, 10, 0],
      ]) {
        expect(withoutText(Uint8Array.from(bytes), codec)).toHaveLength(bytes.length);
      }
    }
  });
});
