import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeIcons } from '../../../electron/packaging/write-icons.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-icons-'));
writeIcons(folder);

/** The width and height in the header of a PNG image. */
function pngSize(png: Buffer): number[] {
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

describe('the icon of Windows', () => {
  const file = readFileSync(join(folder, 'icon.ico'));
  const entries = Array.from({ length: file.readUInt16LE(4) }, (_, i) => file.subarray(6 + 16 * i, 22 + 16 * i));

  it('holds every size up to 256 pixels', () => {
    expect([file.readUInt16LE(0), file.readUInt16LE(2)]).toEqual([0, 1]);
    const sizes = entries.map((entry) => entry.readUInt8(0) || 256);
    expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256]);
    const images = entries.map((entry) => file.subarray(entry.readUInt32LE(12), entry.readUInt32LE(12) + entry.readUInt32LE(8)));
    expect(images.map(pngSize)).toEqual(sizes.map((size) => [size, size]));
  });

  it('ends with its last image', () => {
    const last = entries.at(-1);
    expect((last?.readUInt32LE(12) ?? 0) + (last?.readUInt32LE(8) ?? 0)).toBe(file.length);
  });
});

describe('the icon of macOS', () => {
  const file = readFileSync(join(folder, 'icon.icns'));

  it('holds every entry in the size that its name stands for', () => {
    expect(file.subarray(0, 4).toString()).toBe('icns');
    expect(file.readUInt32BE(4)).toBe(file.length);
    const found: Record<string, number[]> = {};
    for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4))
      found[file.subarray(at, at + 4).toString()] = pngSize(file.subarray(at + 8));
    const size = (pixels: number): number[] => [pixels, pixels];
    expect(found).toEqual({
      icp4: size(16),
      icp5: size(32),
      ic11: size(32),
      ic12: size(64),
      ic07: size(128),
      ic13: size(256),
      ic08: size(256),
      ic14: size(512),
      ic09: size(512),
      ic10: size(1024),
    });
  });
});
