// What a run's manifest tells a workstation: no names of hips, and everything else.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { manifestToSend } from '../../../main/remote/client/manifest-to-send.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-manifest-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('is sent without the hips of which only disease is used', async () => {
  const data = { pixels: 'ab', counts: { train: 2, validation: 1 } };
  const manifest = { began: 'now', data: { ...data, supervision: { strong: 1, weak: ['Miller 2019-04-01 left'], unused: 0 } } };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  const path = await manifestToSend(folder, join(folder, 'sent', 'manifest.json'));
  expect(JSON.parse(readFileSync(path ?? '', 'utf8'))).toEqual({ began: 'now', data });
});

it('is not sent if there is none', async () => {
  expect(await manifestToSend(join(folder, 'missing'), join(folder, 'z', 'manifest.json'))).toBeNull();
});
