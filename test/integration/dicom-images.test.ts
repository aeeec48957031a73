// Compares every public DICOM image (colour, multi-frame, floating point) with the reference decoder, byte for byte.

import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { osteograde } from '../fixtures/command-line.ts';
import { compareWithManifest, MANIFEST_FOLDER, manifestRows, type Comparison } from '../fixtures/dicom-manifest.ts';

const rows = manifestRows();

const inspection = z.strictObject({
  file: z.string(),
  transferSyntax: z.strictObject({ uid: z.string(), name: z.string() }).nullable(),
  tags: z.record(z.string(), z.unknown()),
  pixels: z
    .strictObject({
      rows: z.int(),
      columns: z.int(),
      frames: z.int(),
      samples: z.int(),
      type: z.enum(['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'float32', 'float64']),
      min: z.number(),
      max: z.number(),
      sha256: z.hash('sha256'),
    })
    .nullable(),
  orientation: z
    .strictObject({
      turn: z.string(),
      stated: z.boolean(),
      side: z.string().nullable(),
      refusal: z.unknown(),
      warnings: z.array(z.unknown()),
    })
    .nullable(),
  problem: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
});

describe.skipIf(rows.length === 0)('the public DICOM files (needs them beside this checkout)', () => {
  test('are read exactly or refused, never wrongly', async () => {
    const counts: Partial<Record<Comparison, number>> = {};
    const wrong: string[] = [];
    for (const row of rows) {
      const { comparison, why } = await compareWithManifest(row);
      counts[comparison] = (counts[comparison] ?? 0) + 1;
      if (comparison === 'wrong') wrong.push(`${row['file']}: ${why}`);
    }
    expect(wrong).toEqual([]);
    expect(counts).toEqual({ exact: 156, 'refused as expected': 53, 'read beyond the reference': 7 });
  });

  test('are summarised by osteograde inspect, and refused ones have a reason', { timeout: 180_000 }, async () => {
    const chosen = [
      rows.find((row) => row['dec'] !== 'ok' && row['ts'].startsWith('Explicit VR Little') && row['modality'] === 'SR'),
      rows.find((row) => row['ts'] === 'RLE Lossless' && row['dec_dtype'] === 'uint32' && row['frames'] === '2'),
      rows.find((row) => row['ts'].startsWith('JPEG-LS Lossless') && row['spp'] === '3'),
      rows.find((row) => row['photometric'] === 'PALETTE COLOR' && row['dec_dtype'] === 'uint16'),
    ].filter((row) => row !== undefined);
    expect(chosen).toHaveLength(4);
    const files = chosen.map((row) => resolve(MANIFEST_FOLDER, row['file']));
    const { code, stdout, stderr } = await osteograde(['inspect', '--json', ...files], { home: MANIFEST_FOLDER });
    expect([code, stderr]).toEqual([1, '']);
    const answers = z.array(inspection).parse(JSON.parse(stdout));
    expect(answers).toHaveLength(chosen.length);
    for (const [i, { transferSyntax, tags, pixels, problem }] of answers.entries()) {
      const row = chosen[i];
      expect(transferSyntax?.uid).toBe(row['ts_uid']);
      expect(tags).toMatchObject(row['modality'] === '' ? {} : { Modality: row['modality'] });
      expect([pixels === null, problem === null]).toEqual([row['dec'] !== 'ok', row['dec'] === 'ok']);
      expect(pixels?.sha256 ?? '').toBe(row['dec_sha256']);
      expect([pixels?.type ?? '', pixels?.min ?? 0, pixels?.max ?? 0]).toEqual([
        row['dec_dtype'],
        Number(row['dec_min']),
        Number(row['dec_max']),
      ]);
    }
  });
});
