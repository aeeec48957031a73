import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRadiograph } from '../../../main/dicom/read-radiograph.ts';
import { readStoredPixels } from '../../../main/dicom/pixels/stored-pixels.ts';
import { deriveUid } from '../../../main/dicom/unique-identifier.ts';
import { writeDigitalXray, type DigitalXrayFields } from '../../../main/dicom/write/digital-xray.ts';

const fields: DigitalXrayFields = {
  subject: 'PH-00017',
  visit: 'V24',
  sex: 'F',
  ageYears: 61.6,
  studyDate: '20210304',
  studyUid: deriveUid('study'),
  seriesUid: deriveUid('series'),
  imageUid: deriveUid('image'),
  width: 6,
  height: 5,
  spacingMm: 0.1437,
  calibrated: false,
  bitsStored: 12,
  photometric: 'MONOCHROME2',
  window: { centre: 2000, width: 3000 },
  description: 'Phantom pelvis',
  manufacturer: 'Osteograde phantom',
  model: 'test',
  kilovolts: 75,
  milliampereSeconds: 20.5,
};

const hasDcmtk = spawnSync('dcmdump', ['--version']).status === 0;

describe('a written digital X-ray', () => {
  test('is read back as it was written', async () => {
    const image = fc
      .record({
        width: fc.integer({ min: 1, max: 40 }),
        height: fc.integer({ min: 1, max: 40 }),
        spacingMm: fc.double({ min: 0.05, max: 0.6, noNaN: true }),
        bitsStored: fc.integer({ min: 10, max: 16 }),
        photometric: fc.constantFrom('MONOCHROME1' as const, 'MONOCHROME2' as const),
        calibrated: fc.boolean(),
        subject: fc.stringMatching(/^[A-Z]{2}-[0-9]{1,6}$/),
        visit: fc.constantFrom('V00', 'V12', 'T10'),
      })
      .chain((part) =>
        fc.tuple(fc.constant(part), fc.uint16Array({ minLength: part.width * part.height, maxLength: part.width * part.height })),
      );
    await fc.assert(
      fc.asyncProperty(image, async ([part, noise]) => {
        const top = 2 ** part.bitsStored - 1;
        const pixels = noise.map((value) => value & top);
        const file = writeDigitalXray({ ...fields, ...part }, pixels);
        const stored = await readStoredPixels(file);
        expect(stored.ok && [...stored.value.pixels]).toEqual([...pixels]);
        const read = await readRadiograph(file);
        if (!read.ok) throw new Error(read.failure.message);
        expect(read.value).toMatchObject({ width: part.width, height: part.height, subject: part.subject, visit: part.visit });
        expect(read.value.spacingMm).toBeCloseTo(part.spacingMm, 8);
        expect(read.value.spacingSource).toBe(part.calibrated ? 'PixelSpacing' : 'ImagerPixelSpacing');
        const inverted = part.photometric === 'MONOCHROME1';
        expect([...read.value.pixels]).toEqual([...pixels].map((value) => (inverted ? top - value : value)));
      }),
      { numRuns: 60 },
    );
  });

  test('is the same file for the same fields', () => {
    const pixels = Uint16Array.from({ length: 30 }, (_, i) => i);
    expect(writeDigitalXray(fields, pixels)).toEqual(writeDigitalXray(fields, pixels));
  });

  test('requires exactly as many pixels as its size states', () => {
    expect(() => writeDigitalXray(fields, new Uint16Array(29))).toThrow(RangeError);
  });

  test('has valid identifiers', () => {
    for (const name of ['', 'a', 'subject/1/visit/2']) expect(deriveUid(name)).toMatch(/^2\.25\.(0|[1-9]\d{0,38})$/);
    expect(deriveUid('a')).not.toBe(deriveUid('b'));
  });

  test.skipIf(!hasDcmtk)('reads without a warning in dcmtk (skipped where dcmdump is not installed)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'osteograde-dx-'));
    try {
      const path = join(folder, 'film.dcm');
      writeFileSync(
        path,
        writeDigitalXray(
          fields,
          Uint16Array.from({ length: 30 }, (_, i) => i * 100),
        ),
      );
      const dump = execFileSync('dcmdump', ['-q', '+P', '0012,0050', '+P', '0010,0020', '+P', '0018,1164', path], {
        encoding: 'utf8',
        stdio: 'pipe',
      });
      expect(dump).toContain('[V24]');
      expect(dump).toContain('[PH-00017]');
      expect(dump).toContain('[0.1437\\0.1437]');
      expect(spawnSync('dcmdump', [path], { encoding: 'utf8' }).stderr).toBe('');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
