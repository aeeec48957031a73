// Rendered phantoms are kept on disk. If such a file is damaged, they are rendered again.

import { readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { phantomHipSet } from '../../../../main/learning/data/phantom-hip-set.ts';
import { phantomLocatingSet } from '../../../../main/learning/data/phantom-locating-set.ts';
import { temporaryFolder } from '../../cohort/films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const never = new AbortController().signal;

const rendered = { hips: 0, views: 0 };
beforeEach(() => Object.assign(rendered, { hips: 0, views: 0 }));

async function hips() {
  const groups = [{ subjects: 1, grades: 'balanced', labels: 'strong' }] as const;
  const options = { cache: join(folder, 'hips'), seed: 1, version: 'test', groups };
  return valueOrThrow(await phantomHipSet({ ...options, groups: [...groups] }, () => rendered.hips++, never));
}

async function views() {
  const groups = [{ subjects: 1, grades: 'balanced', implants: 0 }] as const;
  const options = { cache: join(folder, 'views'), seed: 1, version: 'test', groups };
  return valueOrThrow(await phantomLocatingSet(options, () => rendered.views++, never));
}

const fileIn = (cache: string, ending: string): string => {
  const name = readdirSync(join(folder, cache)).find((each) => each.endsWith(ending));
  return join(folder, cache, name ?? `no ${ending}`);
};

describe('cached phantom hips', () => {
  it('are read, not rendered again', async () => {
    const first = await hips();
    expect(rendered.hips).toBe(2);
    expect(await hips()).toEqual(first);
    expect(rendered.hips).toBe(2);
  });

  it.each([
    ['a list of another shape', () => writeFileSync(fileIn('hips', '.json'), '[{}, {}]')],
    ['crops cut short', () => truncateSync(fileIn('hips', '.crops'), 100)],
  ])('are rendered again after %s', async (_, damage) => {
    const first = await hips();
    damage();
    rendered.hips = 0;
    expect(await hips()).toEqual(first);
    expect(rendered.hips).toBe(2);
  });
});

describe('cached phantom radiographs', () => {
  it('are rendered again after a list of another shape', async () => {
    const first = await views();
    rendered.views = 0;
    expect(await views()).toEqual(first);
    expect(rendered.views).toBe(0);
    writeFileSync(fileIn('views', '.json'), '{"subjects": ["1/0"], "hips": [{}, {}]}');
    expect(await views()).toEqual(first);
    expect(rendered.views).toBe(1);
  });
});
