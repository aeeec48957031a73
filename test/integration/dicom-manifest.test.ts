// Compares the stored pixels of public DICOM files of every common transfer syntax with the reference decoder, byte for byte.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { readRadiograph } from '../../main/dicom/read-radiograph.ts';
import { readStoredPixels, type StoredPixels } from '../../main/dicom/pixels/stored-pixels.ts';

const folder = resolve(import.meta.dirname, '../../../shared/data/dicom');
const present = existsSync(resolve(folder, 'manifest.csv'));
const why = present ? '' : ' (needs them beside this checkout)';

type Row = Readonly<Record<string, string>>;
const rows: readonly Row[] = present ? parse(readFileSync(resolve(folder, 'manifest.csv')), { columns: true }) : [];

/** Whether the reference decoder read one grey frame of integers. */
const isGrey = (row: Row): boolean =>
  row['dec'] === 'ok' &&
  row['spp'] === '1' &&
  ['', '1'].includes(row['frames']) &&
  row['photometric'].startsWith('MONOCHROME') &&
  !row['dec_dtype'].includes('float');

/** The manifest stores values of big-endian files in the file's byte order. */
function digest(pixels: StoredPixels, row: Row): string {
  const bytes = Buffer.from(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength));
  const size = pixels.BYTES_PER_ELEMENT;
  if (row['dec_dtype'].startsWith('>') && size === 2) bytes.swap16();
  if (row['dec_dtype'].startsWith('>') && size === 4) bytes.swap32();
  return createHash('sha256').update(bytes).digest('hex');
}

describe.skipIf(!present)(`the public DICOM files${why}`, () => {
  test('with one grey frame are all read exactly', async () => {
    const grey = rows.filter(isGrey);
    const wrong: string[] = [];
    const syntaxes = new Set<string>();
    for (const row of grey) {
      const read = await readStoredPixels(readFileSync(resolve(folder, row['file'])));
      if (!read.ok) wrong.push(`${row['file']}: ${read.failure.code}`);
      else if (digest(read.value.pixels, row) !== row['dec_sha256']) wrong.push(`${row['file']}: other pixels`);
      syntaxes.add(row['ts_uid']);
    }
    expect(wrong).toEqual([]);
    expect([grey.length, syntaxes.size]).toEqual([83, 13]);
  });

  test('that are not a grey radiograph are refused, each for its own reason', async () => {
    const reasons = new Map<string, number>();
    for (const row of rows.filter((row) => !isGrey(row))) {
      const read = await readRadiograph(readFileSync(resolve(folder, row['file'])), { suppliedSpacingMm: 0.2 });
      const reason = read.ok ? 'read' : read.failure.code;
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    expect(Object.fromEntries(reasons)).toEqual({
      'not-a-radiograph': 40,
      'colour-image': 41,
      'no-pixel-data': 46,
      'dicom-malformed': 2,
      'dicom-truncated': 2,
      'transfer-syntax-unsupported': 1,
      'not-dicom': 1,
    });
  });

  test('of radiographs have the size that the manifest states', async () => {
    const slices = ['CT', 'MR', 'MG', 'NM', 'PT', 'US', 'SEG'];
    const films = rows.filter((row) => isGrey(row) && Number(row['bits_alloc']) <= 16 && !slices.includes(row['modality']));
    expect(films.length).toBeGreaterThan(10);
    for (const row of films) {
      const read = await readRadiograph(readFileSync(resolve(folder, row['file'])), { suppliedSpacingMm: 0.2 });
      expect([row['file'], read.ok && [read.value.height, read.value.width].join('x')]).toEqual([row['file'], row['dec_shape']]);
      expect(read.ok && read.value.pixels.includes(Number.NaN)).toBe(false);
    }
  });
});
