// The scale of a film: what the file states, what a person enters, and what a pixel measures in the patient.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numbersOfText } from '../../../../main/dicom/decimal-strings.ts';
import { readRadiograph, type ReadOptions } from '../../../../main/dicom/read-radiograph.ts';
import type { PatientSource } from '../../../../main/domain/film/spacing.ts';
import type { Radiograph } from '../../../../main/domain/radiograph.ts';
import { dicomFile, smallRadiograph, SYNTAX, type TestElement } from '../../../fixtures/dicom-file.ts';

const TAGS = {
  PixelSpacing: 0x00280030,
  ImagerPixelSpacing: 0x00181164,
  NominalScannedPixelSpacing: 0x00182010,
  CalibrationType: 0x00280a02,
  Magnification: 0x00181114,
  DetectorDistance: 0x00181110,
  PatientDistance: 0x00181111,
} as const;

type Stated = Partial<Readonly<Record<keyof typeof TAGS, string>>>;

/** A film that states only these values. */
function fileStating(stated: Stated): Uint8Array {
  const elements = smallRadiograph([]).filter(({ tag }) => tag !== TAGS.ImagerPixelSpacing);
  const own = Object.entries(stated).map(([name, value]): TestElement => {
    const tag = Object.entries(TAGS).find(([one]) => one === name)?.[1] ?? 0;
    return { tag, vr: name === 'CalibrationType' ? 'CS' : 'DS', value };
  });
  return dicomFile({ syntax: SYNTAX.explicit, elements: [...elements, ...own].toSorted((a, b) => a.tag - b.tag) });
}

async function film(stated: Stated, options: ReadOptions = {}): Promise<Radiograph> {
  const read = await readRadiograph(fileStating(stated), options);
  if (!read.ok) throw new Error(`${read.failure.code}: ${read.failure.message}`);
  return read.value;
}

async function refusal(stated: Stated): Promise<string> {
  const read = await readRadiograph(fileStating(stated));
  return read.ok ? 'read' : `${read.failure.code}: ${read.failure.message}`;
}

const sentences = ({ warnings = [] }: Radiograph): string => warnings.map(({ message }) => message).join(' ');

describe('the spacing of a film', () => {
  test('comes from PixelSpacing, then ImagerPixelSpacing, then NominalScannedPixelSpacing', async () => {
    const all = { PixelSpacing: '0.13\\0.13', ImagerPixelSpacing: '0.143\\0.143', NominalScannedPixelSpacing: '0.15\\0.15' };
    expect(await film(all)).toMatchObject({ spacingMm: 0.13, spacingSource: 'PixelSpacing', warnings: [] });
    expect(await film({ ...all, PixelSpacing: '' })).toMatchObject({ spacingMm: 0.143, spacingSource: 'ImagerPixelSpacing' });
    const scanned = { NominalScannedPixelSpacing: '0.15\\0.15' };
    expect(await film(scanned)).toMatchObject({ spacingMm: 0.15, spacingSource: 'NominalScannedPixelSpacing', warnings: [] });
  });

  test.each([
    ['0,143\\0,143', 0.143],
    ['0,6', 0.6],
    [' 0.15 \\ 0.15 ', 0.15],
    ['1.43E-1\\1.43E-1', 0.143],
    ['0.143 mm\\0.143 mm', 0.143],
    ['0.143,0.143', 0.143],
    ['.2\\.2', 0.2],
  ])('written as %s is understood', async (written, spacingMm) => {
    expect(await film({ ImagerPixelSpacing: written })).toMatchObject({ spacingMm, warnings: [] });
  });

  test('is read exactly in every notation of its number', () => {
    const notation = fc.constantFrom(
      (value: number) => String(value),
      (value: number) => String(value).replace('.', ','),
      (value: number) => ` ${value.toExponential(6)} `,
      (value: number) => value.toExponential(6).replace('.', ','),
      (value: number) => `+${value}`,
    );
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 999 }), notation, (thousandths, write) => {
        const text = [write(thousandths / 1000), write(thousandths / 1000)].join('\\');
        expect(numbersOfText(text).values).toEqual([thousandths / 1000, thousandths / 1000]);
      }),
    );
  });

  test.each([
    ['the placeholder 1 x 1', '1\\1'],
    ['zero', '0\\0'],
    ['metres', '0.000143\\0.000143'],
    ['a lost decimal point', '143\\143'],
    ['a negative size', '-1\\-1'],
    ['text', 'unknown'],
  ])('that is %s yields to a plausible ImagerPixelSpacing, and says so', async (_, filler) => {
    const read = await film({ PixelSpacing: filler, ImagerPixelSpacing: '0.6\\0.6' });
    expect(read).toMatchObject({ spacingMm: 0.6, spacingSource: 'ImagerPixelSpacing' });
    expect(sentences(read)).toMatch(/PixelSpacing .*ImagerPixelSpacing 0\.6 mm.*--spacing/);
    expect(await refusal({ PixelSpacing: filler })).toMatch(/^spacing-unknown: The pixel size is unknown.*--spacing/);
  });

  test('of a picture made smaller is used, but named', async () => {
    const read = await film({ PixelSpacing: '1.2\\1.2' });
    expect(read.spacingMm).toBe(1.2);
    expect(sentences(read)).toContain('PixelSpacing 1.2 mm, but 0.05 to 1 mm was expected');
  });

  test('of pixels that are not square is refused, unless a person gives one', async () => {
    expect(await refusal({ PixelSpacing: '0.2\\0.1' })).toMatch(/^spacing-anisotropic/);
    expect(await film({ PixelSpacing: '0.2\\0.1' }, { suppliedSpacingMm: 0.16 })).toMatchObject({
      spacingMm: 0.16,
      spacingSource: 'supplied',
    });
  });

  test('that no magnification explains is named beside the other', async () => {
    const read = await film({ PixelSpacing: '0.3\\0.3', ImagerPixelSpacing: '0.6\\0.6' });
    expect(read.spacingMm).toBe(0.3);
    expect(sentences(read)).toContain('PixelSpacing 0.3 mm and ImagerPixelSpacing 0.6 mm contradict each other');
    expect((await film({ PixelSpacing: '0.13\\0.13', ImagerPixelSpacing: '0.15\\0.15' })).warnings).toEqual([]);
  });

  test('of the file stays if a person gives one only for films without', async () => {
    expect((await film({ ImagerPixelSpacing: '0.15\\0.15' }, { suppliedSpacingMm: 0.5 })).spacingMm).toBe(0.15);
    expect(await film({}, { suppliedSpacingMm: 0.5 })).toMatchObject({ spacingMm: 0.5, spacingSource: 'supplied', warnings: [] });
  });

  test('is corrected by a person, and the warning names both values', async () => {
    const read = await film({ ImagerPixelSpacing: '0.3\\0.3' }, { correctedSpacingMm: 0.15 });
    expect(read).toMatchObject({ spacingMm: 0.15, spacingSource: 'supplied' });
    expect(read.warnings).toEqual([
      {
        code: 'spacing-corrected',
        message: 'The file states ImagerPixelSpacing 0.3 mm. The spacing of 0.15 mm that was entered is used instead.',
      },
    ]);
    expect((await film({ ImagerPixelSpacing: '0,15' }, { correctedSpacingMm: 0.15 })).warnings).toEqual([]);
  });
});

describe('a pixel in the plane of the patient', () => {
  const detector = { ImagerPixelSpacing: '0.143\\0.143' };
  const same = { ...detector, PixelSpacing: '0.143\\0.143' };
  const geometry = { ...detector, PixelSpacing: '0.13\\0.13', CalibrationType: 'GEOMETRY' };
  const fiducial = { ...detector, PixelSpacing: '0.13\\0.13', CalibrationType: 'FIDUCIAL' };
  const untyped = { ...detector, PixelSpacing: '0.13\\0.13' };
  const alone = { PixelSpacing: '0.13\\0.13' };
  const scanned = { NominalScannedPixelSpacing: '0.143\\0.143' };
  const factor = { Magnification: '1.1' };
  const distances = { DetectorDistance: '1150', PatientDistance: '1000' };

  // The crop's spacing is that of the cohorts in every row.
  test.each<[string, Stated, number, number, PatientSource]>([
    ['the detector only', detector, 0.143, 0.143, 'detector'],
    ['the detector and the factor', { ...detector, ...factor }, 0.143, 0.13, 'magnification-factor'],
    ['the detector and the distances', { ...detector, ...distances }, 0.143, 0.143 / 1.15, 'distances'],
    ['the detector, the factor and the distances', { ...detector, ...factor, ...distances }, 0.143, 0.13, 'magnification-factor'],
    ['equal spacings', same, 0.143, 0.143, 'detector'],
    ['equal spacings and the factor', { ...same, ...factor }, 0.143, 0.13, 'magnification-factor'],
    ['equal spacings and the distances', { ...same, ...distances }, 0.143, 0.143 / 1.15, 'distances'],
    ['a spacing calibrated by geometry', geometry, 0.13, 0.13, 'calibrated'],
    ['a spacing calibrated by geometry, and the factor', { ...geometry, ...factor }, 0.13, 0.13, 'calibrated'],
    ['a spacing calibrated by a fiducial, and the distances', { ...fiducial, ...distances }, 0.13, 0.13, 'calibrated'],
    ['different spacings without a type, and the factor', { ...untyped, ...factor }, 0.13, 0.13, 'calibrated'],
    ['a spacing alone, and the factor', { ...alone, ...factor }, 0.13, 0.13, 'plane-unknown'],
    [
      'equal spacings, called calibrated, and the factor',
      { ...same, CalibrationType: 'geometry', ...factor },
      0.143,
      0.143,
      'calibrated',
    ],
    ['a scanned film', scanned, 0.143, 0.143, 'detector'],
    ['a scanned film and the factor', { ...scanned, ...factor }, 0.143, 0.13, 'magnification-factor'],
    [
      'a placeholder, the detector and the factor',
      { ...detector, PixelSpacing: '1\\1', ...factor },
      0.143,
      0.13,
      'magnification-factor',
    ],
    ['decimal commas', { ImagerPixelSpacing: '0,143\\0,143', Magnification: '1,1' }, 0.143, 0.13, 'magnification-factor'],
    ['a factor of 0 and the distances', { ...detector, Magnification: '0', ...distances }, 0.143, 0.143 / 1.15, 'distances'],
  ])('is known from %s', async (_, stated, spacingMm, mm, source) => {
    const read = await film(stated);
    expect(read.spacingMm).toBeCloseTo(spacingMm, 9);
    expect(read.patientPlane?.mm).toBeCloseTo(mm, 9);
    expect(read.patientPlane?.source).toBe(source);
  });

  test.each([
    ['a factor below 1', { Magnification: '0.87' }],
    ['a factor in percent', { Magnification: '115' }],
    ['a factor that is text', { Magnification: 'n/a' }],
    ['a patient beyond the detector', { DetectorDistance: '1000', PatientDistance: '1150' }],
  ])('is not computed from %s, and the film says so', async (_, stated) => {
    const read = await film({ ...detector, ...stated });
    expect(read.patientPlane).toEqual({ mm: 0.143, source: 'detector' });
    expect(read.warnings?.map(({ code }) => code)).toEqual(['spacing-doubtful']);
  });

  test('is what a person entered, unless that is the spacing of the detector', async () => {
    const stated = { ...detector, ...factor };
    expect((await film(stated, { correctedSpacingMm: 0.2 })).patientPlane).toEqual({ mm: 0.2, source: 'supplied' });
    expect((await film(stated, { correctedSpacingMm: 0.143 })).patientPlane?.mm).toBeCloseTo(0.13, 9);
  });

  test('is corrected at most once, whatever a file states', async () => {
    const spacing = fc.option(fc.constantFrom('0.143\\0.143', '0.13\\0.13', '1\\1', '0\\0'), { nil: '' });
    const stated = fc.record({
      PixelSpacing: spacing,
      ImagerPixelSpacing: spacing,
      NominalScannedPixelSpacing: spacing,
      CalibrationType: fc.constantFrom('', 'GEOMETRY', 'FIDUCIAL'),
      Magnification: fc.constantFrom('', '0', '1', '1.1', '1,1', '9'),
      DetectorDistance: fc.constantFrom('', '0', '1150'),
      PatientDistance: fc.constantFrom('', '0', '1000'),
    });
    await fc.assert(
      fc.asyncProperty(stated, async (values) => {
        const read = await readRadiograph(fileStating(values));
        if (!read.ok) return;
        const { spacingMm, spacingSource, patientPlane } = read.value;
        const factor = spacingMm / (patientPlane?.mm ?? 0);
        const calibrated = spacingSource === 'PixelSpacing' && values.CalibrationType !== '';
        expect((calibrated ? [1] : [1, 1.1, 1.15]).some((one) => Math.abs(one - factor) < 1e-9)).toBe(true);
      }),
    );
  });
});
