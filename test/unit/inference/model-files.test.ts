import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { parseModelCard } from '../../../main/inference/model-card.ts';
import { findModel, listModels, readModelFiles } from '../../../main/inference/model-files.ts';
import { openModel } from '../../../main/inference/model.ts';
import { CHANNELS, writeTinyModel } from './tiny-model.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'osteograde-models-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const refused = (result: { ok: true } | { ok: false; failure: { message: string } }): string =>
  result.ok ? '' : result.failure.message;

describe('the models of a folder', () => {
  it('are listed by name, and a broken card is reported, not hidden', async () => {
    writeTinyModel(folder, { name: 'b' });
    writeTinyModel(folder, { name: 'a' });
    writeTinyModel(folder, { name: 'c', change: (card) => ({ ...card, limits: undefined }) });
    const { models, problems } = await listModels(folder);
    expect(models.map(({ card }) => card.name)).toEqual(['a', 'b']);
    expect(problems).toHaveLength(1);
    expect(problems[0].failure.message).toContain('c.json is not an Osteograde model card: limits');
  });

  it('are parsed once, and again when a card changes', async () => {
    const cardOf = async () => (await listModels(folder)).models[0]?.card;
    writeTinyModel(folder, { name: 'a' });
    const first = await cardOf();
    expect(await cardOf()).toBe(first);
    writeTinyModel(folder, { name: 'a', change: (card) => ({ ...card, limits: 'other limits' }) });
    expect(await cardOf()).toMatchObject({ name: 'a', limits: 'other limits' });
  });

  it('are listed in about as many waits as one is, because other work may take its turn in each', async () => {
    const waits = async (): Promise<number> => {
      let turns = 0;
      let next: NodeJS.Immediate;
      const otherWork = (): void => {
        turns += 1;
        const until = performance.now() + 5;
        while (performance.now() < until); // long enough for the disk to answer
        next = setImmediate(otherWork);
      };
      next = setImmediate(otherWork);
      await listModels(folder);
      clearImmediate(next);
      return turns;
    };
    writeTinyModel(folder, { name: 'model-0' });
    const ofOne = await waits();
    for (let i = 1; i < 20; i++) writeTinyModel(folder, { name: `model-${i}` });
    expect(await waits()).toBeLessThan(4 * ofOne);
    expect((await listModels(folder)).models).toHaveLength(20);
  });

  it('are an empty list without a folder', async () => {
    expect(await listModels(join(folder, 'none'))).toEqual({ models: [], problems: [] });
  });

  it('are found by name or by path', async () => {
    const path = writeTinyModel(folder);
    expect(await findModel(folder, 'tiny')).toEqual({ ok: true, value: path });
    expect(await findModel(folder, path)).toEqual({ ok: true, value: path });
    expect(refused(await findModel(folder, 'large'))).toContain('Available models: tiny.');
  });

  it('come with their card', async () => {
    const { card } = valueOrThrow(await readModelFiles(writeTinyModel(folder)));
    expect(card.heads).toMatchObject({ 'femur-inferior': { weight: { length: 4 * CHANNELS }, map: 'features' } });
  });

  it('are refused without a card', async () => {
    const path = writeTinyModel(folder);
    rmSync(join(folder, 'tiny.json'));
    expect(refused(await readModelFiles(path))).toContain('tiny.json is missing');
  });

  it('are refused if the card matches bytes that are not a network', async () => {
    const path = writeTinyModel(folder);
    const bytes = Buffer.from('no network');
    const card = JSON.parse(readFileSync(join(folder, 'tiny.json'), 'utf8'));
    writeFileSync(path, bytes);
    writeFileSync(
      join(folder, 'tiny.json'),
      JSON.stringify({ ...card, sha256: createHash('sha256').update(bytes).digest('hex') }),
    );
    expect(refused(await openModel(path))).toContain('cannot be opened as an ONNX model');
  });
});

describe('a model card', () => {
  it.each([
    ['is not JSON', 'not JSON', '{'],
    ['lacks everything', 'system', '{}'],
    ['is of an unknown system', 'system', '{"system":7}'],
  ])('is refused when it %s', (_, reason, text) => {
    expect(refused(parseModelCard(text, 'x.json'))).toContain(reason);
  });

  it('is refused if a head has too few numbers', async () => {
    const head = { weight: Buffer.alloc(4 * CHANNELS).toString('base64'), bias: Buffer.alloc(4).toString('base64') };
    const path = writeTinyModel(folder, {
      change: (card) => ({ ...card, heads: { ...(card.heads as object), 'femur-superior': head } }),
    });
    expect(refused(await readModelFiles(path))).toContain('heads.femur-superior must compute four logits');
  });
});
