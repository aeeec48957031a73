import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { listPresets } from '../../../../main/services/runs/presets.ts';
import { recentStudies } from '../../../../main/services/study/recent-studies.ts';
import { newStudy, temporaryFolder } from '../../cohort/films.ts';

const home = temporaryFolder();
afterAll(() => rmSync(home, { recursive: true, force: true }));

it('lists the other recipes if one of them is a folder, a pipe, not JSON or far too large', async () => {
  mkdirSync(join(home, 'recipes', 'x.json'), { recursive: true });
  writeFileSync(join(home, 'recipes', 'torn.json'), '{"name":');
  execFileSync('mkfifo', [join(home, 'recipes', 'pipe.json')]); // whoever opens it to read waits for its writer
  writeFileSync(join(home, 'recipes', 'huge.json'), ' '.repeat(64 * 1024 ** 2 + 1));
  const presets = await listPresets({ home, resources: 'resources' });
  expect(presets.filter(({ problem }) => problem === null).length).toBeGreaterThan(0);
  const broken = presets.filter(({ problem }) => problem !== null).map(({ presetId }) => presetId);
  expect(broken).toEqual(['own-huge', 'own-pipe', 'own-torn', 'own-x']);
});

it('lists the other recent studies if one entry is damaged', async () => {
  const study = await newStudy(join(home, 'study'));
  study.close();
  const whole = { id: '0123456789abcdef', name: 'S', folder: study.folder };
  writeFileSync(join(home, 'recent-studies.json'), JSON.stringify([{ name: 1 }, null, whole]));
  expect((await recentStudies({ home })).map(({ name }) => name)).toEqual(['S']);
});
