// Writes the icons of Windows and macOS from the drawings in resources/icons: node electron/packaging/write-icons.ts [folder].
// Both formats are containers of PNG images, so nothing is drawn here.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The sizes in a Windows icon, in pixels. */
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256];

/** The entries of a macOS icon and their sizes in pixels. An entry for a display of double density names half its size. */
const ICNS_ENTRIES: readonly (readonly [type: string, size: number])[] = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
];

if (import.meta.main) writeIcons(process.argv[2] ?? join(root, 'dist', 'icons'));

export function writeIcons(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'icon.ico'), ico(ICO_SIZES.map((size) => ({ size, png: drawing(size) }))));
  writeFileSync(join(folder, 'icon.icns'), icns(ICNS_ENTRIES.map(([type, size]) => ({ type, png: drawing(size) }))));
}

function drawing(size: number): Buffer {
  return readFileSync(join(root, 'resources', 'icons', `${size}x${size}.png`));
}

/** Header, one directory entry of 16 bytes per image, then the images. */
function ico(images: readonly { readonly size: number; readonly png: Buffer }[]): Buffer {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2); // an icon, not a cursor
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  for (const [i, { size, png }] of images.entries()) {
    const entry = 6 + 16 * i;
    header.writeUInt8(size % 256, entry); // 0 stands for 256
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4); // colour planes
    header.writeUInt16LE(32, entry + 6); // bits per pixel
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...images.map(({ png }) => png)]);
}

/** Each entry: four letters, the length including this head, the image. The file has the same head. */
function icns(entries: readonly { readonly type: string; readonly png: Buffer }[]): Buffer {
  return chunk('icns', Buffer.concat(entries.map(({ type, png }) => chunk(type, png))));
}

function chunk(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'ascii');
  head.writeUInt32BE(8 + content.length, 4);
  return Buffer.concat([head, content]);
}
