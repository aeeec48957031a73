// The data of a run as files: nothing of the study's identifiers in them, and the same training data when they are read.

import { subjectHash } from '../../../../main/learning/evaluation/seen-subjects.ts';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { readBundle, writeBundle } from '../../../../main/learning/data/bundle/data-bundle.ts';
import { syntheticHips } from '../../training/synthetic-hips.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-bundle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sets = { kind: 'hips' as const, train: syntheticHips(9, 'Miller'), validation: syntheticHips(4, 'Smith') };

it('holds neither subjects nor visits of the study', async () => {
  await writeBundle(folder, sets, 'study');
  const names = readdirSync(folder);
  expect(names.toSorted()).toEqual(['items.json', 'train.pixels', 'validation.pixels']);
  for (const name of names) expect(readFileSync(join(folder, name), 'latin1')).not.toMatch(/Miller|Smith|V00/);
});

it('is read as the same hips in the same order, with numbers for names and the hash of a card', async () => {
  await writeBundle(folder, sets, 'study');
  const read = valueOrThrow(await readBundle(folder));
  expect(read.kind).toBe('hips');
  for (const part of ['train', 'validation'] as const) {
    expect(read[part]).toMatchObject({ crops: sets[part].crops, cropSize: sets[part].cropSize });
    expect(read[part]).toMatchObject({ hips: sets[part].hips.map(({ labels, zones }) => ({ labels, zones })) });
  }
  expect(read.train).toMatchObject({
    hips: sets.train.hips.map(({ hip }, i) => ({
      hip: { subject: `${String(i + 1).padStart(6, '0')}#${subjectHash(hip.subject)}` },
    })),
  });
});

it('keeps two hips of a subject together, and numbers pictures too', async () => {
  const picture = (subject: string) => ({ subject, labels: { kl: 2 } });
  const stored = { pixels: new Uint8Array(12), size: { height: 2, width: 2 } };
  const items = [picture('b'), picture('a'), picture('b')];
  await writeBundle(folder, { kind: 'pictures', train: { stored, items }, validation: { stored, items } }, 'folders');
  const read = valueOrThrow(await readBundle(folder));
  expect(read.train).toMatchObject({ items: [{ subject: '000001' }, { subject: '000002' }, { subject: '000001' }] });
});

it('is refused if a file is shorter than its list says', async () => {
  await writeBundle(folder, sets, 'study');
  truncateSync(join(folder, 'train.pixels'), 100);
  expect(await readBundle(folder)).toMatchObject({ ok: false, failure: { code: 'labels-malformed' } });
});
