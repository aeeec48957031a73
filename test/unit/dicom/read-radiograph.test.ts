import { constants, deflateRawSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Radiograph } from '../../../main/domain/radiograph.ts';
import { readRadiograph } from '../../../main/dicom/read-radiograph.ts';
import { dicomFile, fragments, smallRadiograph, SYNTAX, type TestElement } from '../../fixtures/dicom-file.ts';

async function read(changes: readonly TestElement[] = [], syntax: string = SYNTAX.explicit): Promise<Radiograph> {
  const result = await readRadiograph(dicomFile({ syntax, elements: smallRadiograph(changes) }));
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.message}`);
  return result.value;
}

async function refusal(file: Uint8Array): Promise<string> {
  const result = await readRadiograph(file);
  return result.ok ? 'read' : result.failure.code;
}

const refused = (changes: readonly TestElement[], syntax: string = SYNTAX.explicit): Promise<string> =>
  refusal(dicomFile({ syntax, elements: smallRadiograph(changes) }));

const ramp = Array.from({ length: 12 }, (_, i) => i * 100);

describe('a radiograph', () => {
  test.each(Object.entries(SYNTAX).filter(([name]) => !['rle', 'jpegLs'].includes(name)))(
    'is read from %s files',
    async (_, syntax) => {
      const radiograph = await read([], syntax);
      expect([radiograph.width, radiograph.height]).toEqual([4, 3]);
      expect([...radiograph.pixels]).toEqual(ramp);
      expect(radiograph).toMatchObject({
        spacingMm: 0.15,
        spacingSource: 'ImagerPixelSpacing',
        subject: 'P-007',
        visit: 'V06',
        monochrome1: false,
      });
    },
  );

  test.each(['no-preamble', 'bare'] as const)('is read from a file with %s', async (wrapping) => {
    for (const syntax of wrapping === 'bare'
      ? [SYNTAX.explicit, SYNTAX.implicit, SYNTAX.bigEndian]
      : [SYNTAX.explicit, SYNTAX.implicit]) {
      const result = await readRadiograph(dicomFile({ syntax, wrapping, elements: smallRadiograph() }));
      expect(result.ok && [...result.value.pixels]).toEqual(ramp);
    }
  });

  test('is read even if the file declares another encoding than it uses', async () => {
    const implicit = dicomFile({ syntax: SYNTAX.implicit, wrapping: 'bare', elements: smallRadiograph() });
    const explicitHead = dicomFile({ syntax: SYNTAX.explicit, elements: [] });
    const result = await readRadiograph(Buffer.concat([explicitHead, implicit]));
    expect(result.ok && [...result.value.pixels]).toEqual(ramp);
  });

  test('keeps its subject in any alphabet', async () => {
    const radiograph = await read([
      { tag: 0x00080005, vr: 'CS', value: 'ISO_IR 192' },
      { tag: 0x00100020, vr: 'LO', value: Buffer.from('Пациент-7 ') },
    ]);
    expect(radiograph.subject).toBe('Пациент-7');
  });

  test('stored as MONOCHROME1 is inverted, including its window', async () => {
    const radiograph = await read([
      { tag: 0x00280004, vr: 'CS', value: 'MONOCHROME1' },
      { tag: 0x00281050, vr: 'DS', value: '1000' },
      { tag: 0x00281051, vr: 'DS', value: '600' },
    ]);
    expect([...radiograph.pixels]).toEqual(ramp.map((value) => 4095 - value));
    expect(radiograph.window).toEqual({ centre: 3095, width: 600 });
    expect(radiograph.monochrome1).toBe(true);
  });

  test('is rescaled by slope and intercept', async () => {
    const radiograph = await read([
      { tag: 0x00281052, vr: 'DS', value: '-50' },
      { tag: 0x00281053, vr: 'DS', value: '0.5' },
    ]);
    expect([...radiograph.pixels]).toEqual(ramp.map((value) => value * 0.5 - 50));
  });

  test('is mapped by its modality table, whose ends apply to values beyond it', async () => {
    const item = [
      { tag: 0x00283002, vr: 'US', value: [4, 200, 16] },
      { tag: 0x00283006, vr: 'US', value: [10, 20, 30, 40] },
    ];
    const sequence = sequenceOf(item);
    const radiograph = await read([{ tag: 0x00283000, vr: 'SQ', value: sequence }]);
    // 0, 100 and 200 lie at or before the table's first entry, the others after its last.
    expect([...radiograph.pixels]).toEqual([10, 10, 10, ...Array.from({ length: 9 }, () => 40)]);
  });

  test('uses only the stored bits, signed if the header says so', async () => {
    const pixels = [0x0000, 0x0fff, 0xf123, 0x0800, ...Array.from({ length: 8 }, () => 5)];
    const unsigned = await read([{ tag: 0x7fe00010, vr: 'OW', value: pixels }]);
    expect([...unsigned.pixels.subarray(0, 4)]).toEqual([0, 4095, 0x123, 2048]);
    const signed = await read([
      { tag: 0x00280103, vr: 'US', value: [1] },
      { tag: 0x7fe00010, vr: 'OW', value: pixels },
    ]);
    expect([...signed.pixels.subarray(0, 4)]).toEqual([0, -1, 0x123, -2048]);
    const shifted = await read([
      { tag: 0x00280102, vr: 'US', value: [15] },
      { tag: 0x7fe00010, vr: 'OW', value: pixels },
    ]);
    expect([...shifted.pixels.subarray(0, 4)]).toEqual([0, 0x0ff, 0xf12, 0x080]);
  });

  test('with 8 bits is read, also as big-endian words', async () => {
    const eight = [
      { tag: 0x00280100, vr: 'US', value: [8] },
      { tag: 0x00280101, vr: 'US', value: [8] },
      { tag: 0x00280102, vr: 'US', value: [7] },
    ];
    const bytes = Uint8Array.from({ length: 12 }, (_, i) => i * 20);
    const little = await read([...eight, { tag: 0x7fe00010, vr: 'OB', value: bytes }]);
    expect([...little.pixels]).toEqual([...bytes]);
    const words = await read([...eight, { tag: 0x7fe00010, vr: 'OW', value: Buffer.from(bytes).swap16() }], SYNTAX.bigEndian);
    expect([...words.pixels]).toEqual([...bytes]);
  });

  test('without a window gets one that spans its grey values', async () => {
    const { window } = await read();
    expect(window.centre).toBe(550);
    expect(window.width).toBeGreaterThan(800);
  });
});

describe('a file that is not a readable radiograph', () => {
  test.each([
    ['not-dicom', new Uint8Array(0)],
    ['not-dicom', Buffer.from('version: 1\nn_points: 160\n{')],
    ['not-dicom', Buffer.from('\x89PNG\r\n\x1a\n0000000000000000', 'latin1')],
    ['not-dicom', new Uint8Array(5000)],
    ['no-pixel-data', dicomFile({ syntax: SYNTAX.explicit, elements: smallRadiograph().slice(0, -1) })],
    ['dicom-truncated', Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')])],
    ['transfer-syntax-unsupported', dicomFile({ syntax: '1.2.840.10008.1.2.4.102', elements: smallRadiograph() })],
  ])('is refused as %s', async (code, file) => {
    expect(await refusal(file)).toBe(code);
  });

  test.each<[string, readonly TestElement[]]>([
    ['colour-image', [{ tag: 0x00280002, vr: 'US', value: [3] }]],
    ['colour-image', [{ tag: 0x00280004, vr: 'CS', value: 'PALETTE COLOR' }]],
    ['multi-frame', [{ tag: 0x00280008, vr: 'IS', value: '2' }]],
    ['dicom-malformed', [{ tag: 0x00280010, vr: 'US', value: [0] }]],
    ['dicom-malformed', [{ tag: 0x00280100, vr: 'US', value: [13] }]],
    ['dicom-malformed', [{ tag: 0x00280101, vr: 'US', value: [17] }]],
    ['dicom-malformed', [{ tag: 0x00280102, vr: 'US', value: [3] }]],
    [
      'dicom-malformed',
      [
        { tag: 0x00280100, vr: 'US', value: [32] },
        { tag: 0x7fe00010, vr: 'OW', value: new Uint8Array(48) },
      ],
    ],
    ['dicom-truncated', [{ tag: 0x00280010, vr: 'US', value: [4] }]],
    [
      'image-too-large',
      [
        { tag: 0x00280010, vr: 'US', value: [60000] },
        { tag: 0x00280011, vr: 'US', value: [60000] },
      ],
    ],
    ['dicom-truncated', [{ tag: 0x7fe00010, vr: 'OW', value: [1, 2, 3], length: 24 }]],
    ['dicom-truncated', [{ tag: 0x00104000, vr: 'UT', value: 'short', length: 0xfffffff0 }]],
    ['dicom-truncated', [{ tag: 0x00081140, vr: 'SQ', value: '', length: 0xffffffff }]],
    ['dicom-malformed', [fragments(new Uint8Array(24))]],
  ])('is refused as %s because of its header', async (code, changes) => {
    expect(await refused(changes)).toBe(code);
  });

  test('is refused if its sequences nest endlessly', async () => {
    const item = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0xff, 0xff, 0xff, 0xff]);
    const inner = Buffer.from([0x08, 0x00, 0x40, 0x11, 0x53, 0x51, 0, 0, 0xff, 0xff, 0xff, 0xff]);
    const value = Buffer.concat(Array.from({ length: 50_000 }, () => Buffer.concat([item, inner])));
    expect(await refused([{ tag: 0x00081140, vr: 'SQ', value, length: 0xffffffff }])).toBe('dicom-malformed');
  });

  test('is refused if its deflated data set is a bomb or is damaged', async () => {
    const whole = dicomFile({ syntax: SYNTAX.deflated, elements: smallRadiograph() });
    expect(await refusal(whole.subarray(0, -20))).toBe('dicom-truncated');
    const head = dicomFile({ syntax: SYNTAX.deflated, elements: [] }).subarray(0, 132 + 8 + SYNTAX.deflated.length);
    expect(await refusal(Buffer.concat([head, Buffer.alloc(64, 0xff)]))).toBe('dicom-truncated');
    // A megabyte of zeros in a kilobyte, not terminated, so that it can be repeated three hundred times.
    const megabyte = deflateRawSync(new Uint8Array(1024 * 1024), { finishFlush: constants.Z_SYNC_FLUSH });
    expect(await refusal(Buffer.concat([head, ...Array.from({ length: 300 }, () => megabyte)]))).toBe('image-too-large');
  });

  test('is refused if the format, size or colours of its compressed pixels contradict the header', async () => {
    expect(await refused([fragments(Buffer.from('not a codestream'))], SYNTAX.jpegLs)).toBe('dicom-malformed');
    const huge = Buffer.from([0xff, 0xd8, 0xff, 0xf7, 0, 11, 12, 0xff, 0xff, 0xff, 0xff, 1, 1, 0x11, 0, 0xff, 0xd9]);
    expect(await refused([fragments(huge)], SYNTAX.jpegLs)).toBe('dicom-malformed');
    const colour = Buffer.from([0xff, 0xd8, 0xff, 0xf7, 0, 17, 8, 0, 3, 0, 4, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 0xff, 0xd9]);
    expect(await refused([fragments(colour)], SYNTAX.jpegLs)).toBe('colour-image');
    expect(await refused([fragments(new Uint8Array(64))], SYNTAX.rle)).toBe('dicom-malformed');
  });

  test('gets a message with what was expected, what came and what to do, but no patient name', async () => {
    const result = await readRadiograph(
      dicomFile({ syntax: SYNTAX.explicit, elements: smallRadiograph([{ tag: 0x00280008, vr: 'IS', value: '7' }]) }),
    );
    expect(result.ok ? '' : result.failure.message).toBe(
      'One image was expected, but the file holds 7 frames. Export the single radiograph from it.',
    );
  });

  test('ends in a failure or an image, however its bytes are changed', async () => {
    const originals = [
      ...Object.values(SYNTAX)
        .filter((syntax) => syntax !== SYNTAX.rle && syntax !== SYNTAX.jpegLs)
        .map((syntax) => dicomFile({ syntax, elements: smallRadiograph() })),
      dicomFile({ syntax: SYNTAX.rle, elements: smallRadiograph([fragments(new Uint8Array(80))]) }),
    ];
    const change = fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.array(change, { minLength: 1, maxLength: 12 }),
        fc.option(fc.nat()),
        async (which, changes, cut) => {
          const original = originals[which % originals.length];
          const file = original.slice(0, cut === null ? undefined : cut % original.length);
          for (const { at, to } of changes) if (file.length > 0) file[at % file.length] = to;
          const result = await readRadiograph(file);
          expect(result.ok || result.failure.message.length > 20).toBe(true);
        },
      ),
      { numRuns: 600 },
    );
  });
});

/** One item of defined length. */
function sequenceOf(elements: readonly TestElement[]): Uint8Array {
  const body = dicomFile({ syntax: SYNTAX.explicit, wrapping: 'bare', elements });
  const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}
