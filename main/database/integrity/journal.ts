// Whether the journal `study.sqlite-wal` holds changes that SQLite would drop without a word. SQLite reads a journal up to the first frame
// whose checksum fails. That is right for the unfinished end after a crash, but also hides saved changes behind a damaged frame.
// Format: https://www.sqlite.org/fileformat2.html#walformat

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/** The number of saved changes behind the first damaged frame. 0 if the journal is whole, ends unfinished or is missing. */
export function changesBehindDamage(journal: string): number {
  let file: number;
  try {
    file = openSync(journal, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
  try {
    return changesLost(file, fstatSync(file).size);
  } finally {
    closeSync(file);
  }
}

function changesLost(file: number, size: number): number {
  if (size < HEADER_BYTES + FRAME_HEADER_BYTES) return 0;
  const header = readAt(file, 0, HEADER_BYTES);
  const pageBytes = header.readUInt32BE(8);
  const bigEndian = (header.readUInt32BE(0) & 1) === 1;
  const start = checksum(header.subarray(0, 24), [0, 0], bigEndian);
  const magic = (header.readUInt32BE(0) & ~1) >>> 0;
  // Without a whole header no frame can be told from an old one.
  if (magic !== 0x377f0682 || !matches(start, header, 24) || pageBytes < 512 || pageBytes > 65_536) return 1;
  return commitsBehindDamage(file, { size, pageBytes, salts: header.subarray(16, 24), start, bigEndian });
}

interface Journal {
  readonly size: number;
  readonly pageBytes: number;
  /** Mark the frames of this run of the journal. Frames behind them may be left from an earlier run. */
  readonly salts: Buffer;
  readonly start: Checksum;
  readonly bigEndian: boolean;
}

function commitsBehindDamage(file: number, { size, pageBytes, salts, start, bigEndian }: Journal): number {
  const frameBytes = FRAME_HEADER_BYTES + pageBytes;
  let sum = start;
  let whole = true;
  let lost = 0;
  for (let offset = HEADER_BYTES; offset + frameBytes <= size; offset += frameBytes) {
    const frame = readAt(file, offset, frameBytes);
    const current = frame.subarray(8, 16).equals(salts);
    if (!whole) {
      const isCommit = frame.readUInt32BE(4) !== 0;
      if (current && isCommit) lost += 1;
      continue;
    }
    sum = checksum(frame.subarray(FRAME_HEADER_BYTES), checksum(frame.subarray(0, 8), sum, bigEndian), bigEndian);
    whole = current && matches(sum, frame, 16);
  }
  return lost;
}

type Checksum = readonly [number, number];

function checksum(bytes: Buffer, [first, second]: Checksum, bigEndian: boolean): Checksum {
  let [a, b] = [first, second];
  for (let i = 0; i + 8 <= bytes.length; i += 8) {
    a = (a + (bigEndian ? bytes.readUInt32BE(i) : bytes.readUInt32LE(i)) + b) >>> 0;
    b = (b + (bigEndian ? bytes.readUInt32BE(i + 4) : bytes.readUInt32LE(i + 4)) + a) >>> 0;
  }
  return [a, b];
}

function matches([a, b]: Checksum, bytes: Buffer, offset: number): boolean {
  return bytes.readUInt32BE(offset) === a && bytes.readUInt32BE(offset + 4) === b;
}

function readAt(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, offset);
  return bytes;
}
