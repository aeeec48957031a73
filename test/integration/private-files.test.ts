// Whatever the program writes of a study, only its user may read, though the system would let others read new files.
// `remote-training.test.ts` looks at both sides of a paired workstation.

import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uploadRoute } from '../../main/contract/byte-routes.ts';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { buildWorkstation } from '../../main/hosts/build-workstation.ts';
import { serve } from '../../main/hosts/server.ts';
import { osteograde } from '../fixtures/command-line.ts';
import { everythingIn, openToOthers } from '../fixtures/open-to-others.ts';
import { films, temporaryFolder } from '../unit/cohort/films.ts';
import { writeTinyModel } from '../unit/inference/tiny-model.ts';
import { tinyRecipe } from '../unit/training/synthetic-hips.ts';
import { clientOf, lastOf } from './client.ts';

const folder = temporaryFolder();
const [home, study, named] = ['home', 'study', 'named'].map((name) => join(folder, name));
const mask = process.umask(0o022);
let model = '';

beforeAll(async () => {
  await films(join(folder, 'films'), 6);
  mkdirSync(join(home, 'recipes'), { recursive: true, mode: 0o700 });
  mkdirSync(join(home, 'models'), { mode: 0o700 });
  model = writeTinyModel(join(home, 'models'));
  for (const file of [model, model.replace(/onnx$/, 'json')]) chmodSync(file, 0o600);
  const recipe = { ...tinyRecipe, batch: 2, stages: [{ size: 32, epochs: 1 }], data: { kind: 'study' }, emptyGrades: 'allowed' };
  writeFileSync(join(home, 'recipes', 'tiny.json'), JSON.stringify(recipe), { mode: 0o600 });
}, 120_000);
afterAll(() => {
  process.umask(mask);
  rmSync(folder, { recursive: true, force: true });
});

const at = (path: string): RegExp => new RegExp(`/${path}$`);

describe('the files of a study and of the home folder', { tags: ['slow'], timeout: 480_000 }, () => {
  it('are private after imports, gradings, reports, a training, and an export, and while its server runs', async () => {
    const workstation = buildWorkstation({ host: 'server', home });
    const server = valueOrThrow(await serve(workstation));
    try {
      const send = (request: Request): Promise<Response> => {
        request.headers.set('authorization', `Bearer ${server.token}`);
        return fetch(request);
      };
      const client = clientOf(server.origin, send);
      await client.studies.create({ name: 'Private', folder: study });
      const upload = new Request(server.origin + uploadRoute('sent', 'a/b.csv'), { method: 'PUT', body: 'subject\n' });
      expect((await send(upload)).ok).toBe(true);
      await lastOf(await client.study.import({ paths: [join(folder, 'films')], upload: null, spacingMm: null }));
      await lastOf(await client.grading.run({ hipIds: [] }));
      const { rows } = await client.hips.list({});
      await client.report.export({ hipIds: rows.map(({ hipId }) => hipId), formats: ['pdf', 'csv', 'json'] });
      await client.splits.build({ name: 'split', recipe: { stratify: 'none' } });
      const { runId } = await client.training.start({ presetId: 'own-tiny' });
      const states: string[] = [];
      const open: string[] = [];
      for await (const { state } of await client.training.follow({ runId })) {
        if (state !== states.at(-1)) open.push(...openToOthers(study), ...openToOthers(home));
        states.push(state);
      }
      expect(open).toEqual([]);
      expect(states.at(-1)).toBe('finished');
      await client.training.use({ runId, checkpoint: 'last' });
      expect([...openToOthers(study), ...openToOthers(home)]).toEqual([]);
    } finally {
      await server.close();
      await workstation.shutDown();
    }
    expect([...openToOthers(study), ...openToOthers(home)]).toEqual([]);
    const written = [...everythingIn(study), ...everythingIn(home)];
    const kinds = ['study.sqlite', 'identities.sqlite', 'run.json', 'log.txt', 'metrics.jsonl', 'last.safetensors', 'lease/free'];
    const more = ['[^/]+.pdf', 'recent-studies.json', '[^/]+.onnx', 'objects/[0-9a-f]{2}/[0-9a-f]+'];
    for (const kind of [...kinds, ...more]) expect(written).toContainEqual(expect.stringMatching(at(kind)));
  });

  it('are shared as the system says where the user asked for figures that name nobody, and stay private where they name somebody', async () => {
    mkdirSync(named);
    const figures = join(named, 'figures');
    const run = (...args: string[]) => osteograde(args, { home });
    expect(await run('evaluate', join(folder, 'films'), '--model', model, '--figures', figures)).toMatchObject({ code: 0 });
    const shown = everythingIn(figures);
    expect(shown.length).toBeGreaterThan(3);
    expect(openToOthers(figures)).toHaveLength(shown.length);
    expect(await run('export-hdf5', study, join(named, 'cohort.h5'))).toMatchObject({ code: 0 });
    expect(statSync(join(named, 'cohort.h5')).mode & 0o777).toBe(0o600);
  });
});

describe('the search for files that others may read', () => {
  it('finds a file and a folder', () => {
    const planted = join(folder, 'planted');
    mkdirSync(join(planted, 'folder'), { recursive: true });
    writeFileSync(join(planted, 'file'), '');
    chmodSync(planted, 0o700);
    expect(openToOthers(planted).toSorted()).toEqual([`${planted}/file: 644`, `${planted}/folder: 755`]);
  });
});
