import { afterEach, describe, expect, test } from 'vitest';
import { openDecodePool, type DecodeChoices, type DecodePool } from '../../../main/dicom/decode-pool.ts';
import { inspectDicom } from '../../../main/dicom/inspect.ts';
import { readRadiograph } from '../../../main/dicom/read-radiograph.ts';
import { dicomFile, smallRadiograph, SYNTAX } from '../../fixtures/dicom-file.ts';

const pools: DecodePool[] = [];
const open = (choices: DecodeChoices = {}): DecodePool => {
  const pool = openDecodePool(choices);
  pools.push(pool);
  return pool;
};
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});

const file = dicomFile({ syntax: SYNTAX.explicit, elements: smallRadiograph() });
const misbehaving: DecodeChoices = {
  program: new URL('./threads/misbehaving.ts', import.meta.url),
  timeLimitMs: 8000,
  heapMegabytes: 40,
};

describe('a decode pool', () => {
  test("returns what the calling thread would, and does not change the caller's file", async () => {
    const pool = open();
    expect(await pool.read(file)).toEqual(await readRadiograph(file));
    expect(await pool.inspect(file)).toEqual(await inspectDicom(file));
    expect(file.length).toBeGreaterThan(100);
  });

  test('returns refusals', async () => {
    const read = await open().read(Buffer.from('no DICOM'));
    expect(read).toMatchObject({ ok: false, failure: { code: 'not-dicom' } });
  });

  const outcomesOf = async (...behaviours: readonly number[]): Promise<unknown[]> => {
    const pool = open({ ...misbehaving, threads: 2 });
    const checked = behaviours.map(async (behaviour) => pool.burnedIn(Uint8Array.of(behaviour)));
    return (await Promise.all(checked)).map((result) => (result.ok ? result.value.flag : result.failure));
  };

  test('refuses files that hang, throw or exit, and decodes the others', { timeout: 60_000 }, async () => {
    expect(await outcomesOf(1, 9, 2, 3, 9, 9)).toMatchObject([
      { code: 'dicom-malformed', message: expect.stringContaining('was not decoded within 8 seconds') },
      '9',
      { code: 'unexpected', message: expect.stringContaining('planted') },
      { code: 'unexpected', message: expect.stringContaining('exit code 7') },
      '9',
      '9',
    ]);
  });

  test('refuses a file that exhausts memory, and decodes the others', { tags: ['slow'], timeout: 60_000 }, async () => {
    expect(await outcomesOf(9, 4, 9, 9)).toMatchObject(['9', { code: 'out-of-memory' }, '9', '9']);
  });

  test('refuses a file whose thread sends an answer of another form', async () => {
    const pool = open(misbehaving);
    expect(await pool.inspect(Uint8Array.of(9))).toMatchObject({
      ok: false,
      failure: { code: 'unexpected', message: expect.stringContaining('an answer of an unknown form') },
    });
  });
});
