// The study under attack, with its films, its server, and every reading that the server has acknowledged.

import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import type { Random } from '../../../main/domain/random.ts';
import { writePhantomCohort } from '../../../main/phantom/write-cohort.ts';
import { startServer, type RealServer } from '../../fixtures/real-server.ts';
import { lastOf } from '../../integration/client.ts';
import type { Reading } from '../server/reading.ts';
import { phantomRun } from '../../unit/training/synthetic-hips.ts';

const FILMS = 24;
const FILMS_IN_A_SET = 2;

export interface Scene {
  readonly folder: string;
  readonly home: string;
  readonly study: string;
  /** Folders of films, imported one after the other, again from the first after the last. */
  readonly sets: readonly string[];
  /** The last acknowledged reading of each quadrant, by hip and quadrant. */
  readonly readings: Map<string, Reading>;
  /** The reading that was sent and not yet acknowledged. It may be stored or not. */
  sent: Reading | null;
  server: RealServer;
  /** Hips of the study, as the last page listed them. */
  hipIds: readonly string[];
  readonly start: () => Promise<void>;
  readonly acknowledged: () => number;
  readonly close: () => Promise<void>;
}

export async function openScene(random: Random): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'osteograde-kills-'));
  const home = join(folder, 'home');
  mkdirSync(join(home, 'recipes'), { recursive: true });
  const recipe = { ...phantomRun(64, 2000), name: 'kills' };
  writeFileSync(join(home, 'recipes', 'kills.json'), JSON.stringify(recipe));
  const drawn = join(folder, 'films');
  valueOrThrow(
    await writePhantomCohort(
      { folder: drawn, subjects: FILMS, visits: 1, seed: random.below(1e6), implantShare: 0 },
      () => undefined,
    ),
  );
  const server = await startServer(home, {}, 'built');
  const scene: Scene = {
    folder,
    home,
    study: join(folder, 'study'),
    sets: setsOf(drawn, join(folder, 'sets')),
    readings: new Map(),
    sent: null,
    server,
    hipIds: [],
    start: async () => {
      scene.server = await startServer(home, {}, 'built');
      await scene.server.page.client.studies.open({ folder: scene.study });
      await listHips(scene);
    },
    acknowledged: () => scene.readings.size,
    close: async () => {
      await scene.server.end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const { client } = server.page;
  await client.studies.create({ name: 'Kills', folder: scene.study });
  const [first] = scene.sets;
  if (first !== undefined) await lastOf(await client.study.import({ paths: [first], upload: null, spacingMm: null }));
  await listHips(scene);
  await lastOf(await client.grading.run({ hipIds: [] }));
  return scene;
}

async function listHips(scene: Scene): Promise<void> {
  const { rows } = await scene.server.page.client.hips.list({});
  scene.hipIds = rows.map(({ hipId }) => hipId);
}

/** Copies the films and their points into folders of a few films each. */
function setsOf(drawn: string, folder: string): string[] {
  const names = readdirSync(drawn);
  const films = names.filter((name) => name.endsWith('.dcm')).sort();
  const sets: string[] = [];
  for (let first = 0; first < films.length; first += FILMS_IN_A_SET) {
    const set = join(folder, String(first));
    mkdirSync(set, { recursive: true });
    for (const film of films.slice(first, first + FILMS_IN_A_SET)) {
      const stem = film.replace(/\.dcm$/, '');
      for (const name of names.filter((each) => each.startsWith(stem))) copyFileSync(join(drawn, name), join(set, name));
    }
    sets.push(set);
  }
  return sets;
}
