// A hip as a small grey picture, oriented as on the radiograph.

import { crc32, deflateSync } from 'node:zlib';
import { CROP_SIZE } from '../domain/hip-crop.ts';

/** PNG of an 8-bit crop. A mirrored crop is mirrored back. Every import writes two per film, so the system's zlib packs them. // crop [224, 224] */
export function thumbnailPng(crop: Uint8Array, mirrored: boolean): Uint8Array {
  const rows = new Uint8Array(CROP_SIZE * (CROP_SIZE + 1)); // each row starts with its filter, 0: none
  for (let row = 0; row < CROP_SIZE; row++) {
    const target = rows.subarray(row * (CROP_SIZE + 1) + 1, (row + 1) * (CROP_SIZE + 1));
    target.set(crop.subarray(row * CROP_SIZE, (row + 1) * CROP_SIZE));
    if (mirrored) target.reverse();
  }
  return Buffer.concat([SIGNATURE, HEADER, chunk('IDAT', deflateSync(rows, { level: 1 })), chunk('IEND', new Uint8Array())]);
}

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Width, height, 8 bits, grey, and no other choice. PNG 11.2.1. */
const HEADER = chunk('IHDR', Buffer.from([0, 0, 0, CROP_SIZE, 0, 0, 0, CROP_SIZE, 8, 0, 0, 0, 0]));

function chunk(name: string, data: Uint8Array): Buffer {
  const content = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(data.length, 0);
  around.writeUInt32BE(crc32(content), 4);
  return Buffer.concat([around.subarray(0, 4), content, around.subarray(4)]);
}
