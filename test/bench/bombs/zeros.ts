// Packed zeros, made without holding them unpacked: a packed block that ends at a byte can be repeated.

import { constants, deflateRawSync } from 'node:zlib';

const BLOCK = 10_000_000;
const ADLER_PRIME = 65_521;

/** A raw deflate stream of a head and then this many blocks of 10 MB of zeros. */
export function deflatedZeros(head: Uint8Array, blocks: number): Uint8Array {
  const flushed = { finishFlush: constants.Z_FULL_FLUSH };
  const block = deflateRawSync(Buffer.alloc(BLOCK), flushed);
  const lastBlock = Buffer.of(3, 0);
  return Buffer.concat([deflateRawSync(head, flushed), ...Array.from({ length: blocks }, () => block), lastBlock]);
}

/** A zlib stream of this many blocks of 10 MB of zeros, with the right checksum. */
export function zlibZeros(blocks: number): Uint8Array {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(((blocks * BLOCK) % ADLER_PRIME) * 65_536 + 1);
  return Buffer.concat([Buffer.of(0x78, 0x9c), deflatedZeros(new Uint8Array(), blocks), checksum]);
}
