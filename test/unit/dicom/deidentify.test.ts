import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { deidentify, type DeidentifyChoices, type Deidentified } from '../../../main/dicom/deidentify/deidentify.ts';
import { deidentificationKey } from '../../../main/dicom/deidentify/key.ts';
import { keepKnownWords, shiftDate } from '../../../main/dicom/deidentify/values.ts';
import { inspectDicom } from '../../../main/dicom/inspect.ts';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { dicomFile, smallRadiograph, SYNTAX, type TestElement } from '../../fixtures/dicom-file.ts';
import { MANIFEST_FOLDER, manifestRows } from '../../fixtures/dicom-manifest.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-deidentify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const key = deidentificationKey('a secret of the clinic');

/** Appears wherever a file could name a person or a place. */
const SECRET = 'Zaphod';

const item = (syntax: string, ...elements: readonly TestElement[]): Uint8Array => {
  const inside = dicomFile({ syntax, wrapping: 'bare', elements });
  const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  head.writeUInt32LE(inside.length, 4);
  return Buffer.concat([head, inside]);
};

const namedIn = (syntax: string): readonly TestElement[] => [
  { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.1.1' },
  { tag: 0x00080018, vr: 'UI', value: '1.2.3.4.5.6' },
  { tag: 0x00080020, vr: 'DA', value: '20040229' },
  { tag: 0x00080030, vr: 'TM', value: '101112' },
  { tag: 0x00080050, vr: 'SH', value: SECRET },
  { tag: 0x00080070, vr: 'LO', value: 'Philips' },
  { tag: 0x00080080, vr: 'LO', value: `${SECRET} Hospital` },
  { tag: 0x00080090, vr: 'PN', value: SECRET },
  { tag: 0x00081010, vr: 'SH', value: 'STATION9' },
  { tag: 0x00081030, vr: 'LO', value: `Pelvis AP ${SECRET}` },
  { tag: 0x00081140, vr: 'SQ', value: item(syntax, { tag: 0x00081155, vr: 'UI', value: '9.8.7' }) },
  {
    tag: 0x00082218,
    vr: 'SQ',
    value: item(syntax, { tag: 0x00080104, vr: 'LO', value: 'Hip' }, { tag: 0x00100010, vr: 'PN', value: SECRET }),
  },
  { tag: 0x00090010, vr: 'LO', value: SECRET },
  { tag: 0x00091001, vr: 'LO', value: SECRET },
  { tag: 0x00100010, vr: 'PN', value: `${SECRET}^Beeblebrox` },
  { tag: 0x00100020, vr: 'LO', value: SECRET },
  { tag: 0x00100030, vr: 'DA', value: '19300101' },
  { tag: 0x00100040, vr: 'CS', value: 'F' },
  { tag: 0x00101010, vr: 'AS', value: '093Y' },
  { tag: 0x00101040, vr: 'LO', value: SECRET },
  { tag: 0x00104000, vr: 'LT', value: SECRET },
  { tag: 0x00181000, vr: 'LO', value: 'SERIAL77' },
  { tag: 0x00184000, vr: 'LT', value: SECRET },
  { tag: 0x0020000d, vr: 'UI', value: '1.2.3.4' },
  { tag: 0x00200010, vr: 'SH', value: SECRET },
  { tag: 0x00204000, vr: 'LT', value: SECRET },
  { tag: 0x00280301, vr: 'CS', value: 'YES' },
  { tag: 0x00321032, vr: 'PN', value: SECRET },
  { tag: 0x00400254, vr: 'LO', value: SECRET },
];

/** The elements of an explicit file. A deflated file is explicit inside. */
const named = namedIn(SYNTAX.explicit);

const file = (changes: readonly TestElement[] = named, syntax: string = SYNTAX.explicit): Uint8Array =>
  dicomFile({ syntax, elements: smallRadiograph(changes) });

const clean = async (bytes: Uint8Array, options: DeidentifyChoices = {}): Promise<Deidentified> =>
  valueOrThrow(await deidentify(bytes, key, options));

const tagsOf = async (bytes: Uint8Array): Promise<Readonly<Record<string, unknown>>> =>
  valueOrThrow(await inspectDicom(bytes)).tags;

describe('a de-identified file', () => {
  test.each([SYNTAX.explicit, SYNTAX.implicit, SYNTAX.deflated])('contains no name in transfer syntax %s', async (syntax) => {
    const { bytes, changes } = await clean(file(syntax === SYNTAX.implicit ? namedIn(syntax) : named, syntax), {
      retainCharacteristics: true,
      cleanDescriptors: true,
      retainDevice: true,
    });
    expect(Buffer.from(bytes).includes(SECRET)).toBe(false);
    expect(Buffer.from(bytes).includes('Beeblebrox')).toBe(false);
    expect(changes).toContainEqual({ tag: '0010,0010', name: 'PatientName', action: 'pseudonym' });
    expect(changes).toContainEqual({ tag: '0009,1001', name: '', action: 'remove' });
  });

  test('keeps its pixels, its size and its visit', async () => {
    const before = valueOrThrow(await inspectDicom(file()));
    const after = valueOrThrow(await inspectDicom((await clean(file())).bytes));
    expect(after.pixels).toEqual(before.pixels);
    expect(after.tags).toMatchObject({
      ImagerPixelSpacing: [0.15, 0.15],
      ClinicalTrialTimePointID: 'V06',
      Manufacturer: 'Philips',
    });
  });

  test('replaces an identifier by the same one everywhere and keeps the class', async () => {
    const one = await tagsOf((await clean(file())).bytes);
    const other = await tagsOf((await clean(file([...named, { tag: 0x00080018, vr: 'UI', value: '1.2.3.4.5.7' }]))).bytes);
    expect(one['StudyInstanceUID']).toBe(other['StudyInstanceUID']);
    expect(one['SOPInstanceUID']).not.toBe(other['SOPInstanceUID']);
    expect(one['StudyInstanceUID']).toMatch(/^2\.25\.\d{1,39}$/);
    expect(one['SOPClassUID']).toBe('1.2.840.10008.5.1.4.1.1.1.1');
  });

  test('has the pseudonym of its patient, which depends on the key', async () => {
    const [one, same] = [await tagsOf((await clean(file())).bytes), await tagsOf((await clean(file())).bytes)];
    expect(one['PatientID']).toMatch(/^S-[2-9A-Z]{10}$/);
    expect(one['PatientID']).toBe(same['PatientID']);
    const otherKey = deidentificationKey('another secret, longer');
    expect((await tagsOf(valueOrThrow(await deidentify(file(), otherKey)).bytes))['PatientID']).not.toBe(one['PatientID']);
  });

  test('keeps sex and age only on request, and caps a great age', async () => {
    expect(await tagsOf((await clean(file())).bytes)).not.toHaveProperty('PatientAge');
    const kept = await tagsOf((await clean(file(), { retainCharacteristics: true })).bytes);
    expect(kept).toMatchObject({ PatientSex: 'F', PatientAge: '090Y', PatientIdentityRemoved: 'YES' });
  });

  test('keeps serial numbers and known words only on request', async () => {
    const text = async (options: DeidentifyChoices): Promise<string> =>
      Buffer.from((await clean(file(), options)).bytes).toString('latin1');
    expect(await text({})).not.toMatch(/SERIAL77|STATION9|Pelvis/);
    expect(await text({ retainDevice: true })).toMatch(/STATION9[^]*SERIAL77/);
    expect(await text({ cleanDescriptors: true })).toMatch(/Pelvis AP /);
  });

  test('can be opened even if the original declared an unknown kind of pixels', async () => {
    const whole = file();
    const kind = whole.length - 24 - 8; // before 12 pixels: OW, two zeros, and a length of four bytes
    const shortened = Buffer.concat([whole.subarray(0, kind), Buffer.from([24, 0, 0, 0]), whole.subarray(kind + 8)]);
    const [before, after] = [await inspectDicom(shortened), await inspectDicom((await clean(shortened)).bytes)];
    expect(valueOrThrow(after).pixels).toEqual(valueOrThrow(before).pixels);
    expect(valueOrThrow(before).pixels).not.toBeNull();
  });

  test.each([SYNTAX.explicit, SYNTAX.bigEndian])(
    'loses an overlay hidden in its pixels in transfer syntax %s',
    async (syntax) => {
      const overlaid = file(
        [
          { tag: 0x60000100, vr: 'US', value: [16] },
          { tag: 0x60000102, vr: 'US', value: [12] },
          { tag: 0x7fe00010, vr: 'OW', value: Array.from({ length: 12 }, (_, i) => 0x1000 * (i % 2) + i) },
        ],
        syntax,
      );
      const { bytes, pixelTextRemoved } = await clean(overlaid);
      expect(pixelTextRemoved).toBe(true);
      expect(valueOrThrow(await inspectDicom(overlaid)).pixels?.max).toBe(0x100b);
      expect(valueOrThrow(await inspectDicom(bytes)).pixels?.max).toBe(11);
    },
  );

  test('states whether text is burned into its pixels', async () => {
    expect((await clean(file())).burnedIn).toBe(true);
    expect((await clean(file([]))).burnedIn).toBe(false);
  });

  test('keeps the number of days between any two visits', () => {
    const date = fc.date({ min: new Date('1950-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    const text = (day: Date): string => day.toISOString().slice(0, 10).replaceAll('-', '');
    const days = (written: string): number =>
      Date.UTC(+written.slice(0, 4), +written.slice(4, 6) - 1, +written.slice(6)) / 86_400_000;
    fc.assert(
      fc.property(date, date, fc.string(), (first, second, patient) => {
        const shift = key.shiftDaysOf(patient);
        const moved = [first, second].map((day) => days(shiftDate(text(day), shift)));
        expect(moved[1] - moved[0]).toBe(days(text(second)) - days(text(first)));
        expect(shift).toBeLessThanOrEqual(-365);
      }),
    );
  });

  test('keeps only listed words', () => {
    expect(keepKnownWords('Becken a.p. Frau Müller, HIP left/rechts 12.03.1950')).toBe('Becken HIP left rechts');
  });

  test('loses a name wherever it was', async () => {
    const vr = fc.constantFrom('LO', 'SH', 'PN', 'LT', 'UT', 'ST', 'UN', 'OB', 'AE');
    const tag = fc.tuple(fc.integer({ min: 8, max: 0x5fff }), fc.integer({ min: 0x1010, max: 0xffff }));
    await fc.assert(
      fc.asyncProperty(tag, vr, async ([group, element], vr) => {
        const place = group * 0x10000 + element;
        fc.pre(place !== 0x00081090); // the device's model name stays
        const { bytes } = await clean(file([{ tag: place, vr, value: Buffer.from('Zaphod') }]));
        expect(Buffer.from(bytes).includes(SECRET)).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  test.skipIf(spawnSync('dcmdump', ['--version']).status !== 0)(
    'is complete and anonymous for dcmtk (skipped without dcmdump)',
    async () => {
      const path = join(folder, 'clean.dcm');
      writeFileSync(path, (await clean(file(), { retainCharacteristics: true })).bytes);
      const dump = execFileSync('dcmdump', [path], { encoding: 'utf8' });
      expect(dump).not.toMatch(/Zaphod|Beeblebrox|1\.2\.3\.4|20040229|19300101/);
      expect(dump).toMatch(/\(0012,0062\) CS \[YES\]/);
      expect(dump).toMatch(/\(0008,0104\) LO \[Basic Application Confidentiality Profile\]/);
      expect(dump).toMatch(/\(7fe0,0010\) OW /);
    },
  );
});

/** One small file of each kind that can be de-identified. */
const kinds = manifestRows()
  .filter((row) => row['dec'] === 'ok' && !row['dec_dtype'].startsWith('float') && Number(row['size']) < 400_000)
  .map((row) => [`${row['ts_uid']} ${row['photometric']} ${row['bits_alloc']} ${row['frames']}`, row] as const);
const rows = [...new Map(kinds).values()];

describe.skipIf(rows.length === 0)('public DICOM images, de-identified (skipped if they are not beside this checkout)', () => {
  test('have the same pixels as before', { timeout: 120_000 }, async () => {
    const different: string[] = [];
    for (const row of rows) {
      const bytes = readFileSync(resolve(MANIFEST_FOLDER, row['file']));
      const cleaned = await deidentify(bytes, key);
      const was = valueOrThrow(await inspectDicom(bytes)).pixels?.sha256;
      const after = cleaned.ok ? await inspectDicom(cleaned.value.bytes) : cleaned;
      const is = after.ok ? after.value.pixels?.sha256 : after.failure.message;
      if (was === undefined || was !== is) different.push(`${row['file']}: ${is ?? 'no pixels'}`);
    }
    expect(different).toEqual([]);
    expect(rows.length).toBeGreaterThan(50);
  });
});
