// A study survives the death of its process at any moment, and importing again gives what an undisturbed import gives.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFiles } from '../../main/cohort/import-files.ts';
import { openStudy, type Study } from '../../main/cohort/study-folder.ts';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { contentOf } from '../fixtures/study-content.ts';
import { films, newStudy, temporaryFolder } from '../unit/cohort/films.ts';
import { startReader } from '../fixtures/start-reader.ts';

const FILMS = 5;

const folder = temporaryFolder();
const command = fileURLToPath(new URL('../../main/hosts/cli.ts', import.meta.url));
let undisturbed: { readonly content: unknown; readonly objects: number };

beforeAll(async () => {
  await films(join(folder, 'films'), FILMS);
  const study = await newStudy(join(folder, 'undisturbed'));
  await importAll(study);
  undisturbed = { content: contentOf(study), objects: objectsIn(study.folder) };
  study.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const job = {
  signal: new AbortController().signal,
  step: () => undefined,
  problem: () => undefined,
  now: () => new Date(0),
  startReader,
};

const importAll = (study: Study) => importFiles(study, { paths: [join(folder, 'films')], landmarks: null }, job);

/** Imports in a process of its own and kills it once the study holds this many objects. Returns the signal that ended it. */
async function killedImport(study: string, objects: number): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, [command, 'import', join(folder, 'films'), '--study', study], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  while (child.exitCode === null && objectsIn(study) < objects) await pause(2);
  child.kill('SIGKILL');
  await exited;
  return child.signalCode;
}

function objectsIn(study: string): number {
  const objects = join(study, 'objects');
  if (!existsSync(objects)) return 0;
  return readdirSync(objects, { recursive: true, encoding: 'utf8' }).filter((name) => /^[0-9a-f]{2}[/\\]/.test(name)).length;
}

describe('an import', { tags: ['slow'] }, () => {
  it.each([1, 8, 13])('that is killed at its object %i is completed by importing again', async (objects) => {
    const killed = join(folder, `killed-${objects}`);
    expect(await killedImport(killed, objects)).toBe('SIGKILL');
    expect(objectsIn(killed)).toBeGreaterThanOrEqual(objects);
    expect(objectsIn(killed)).toBeLessThan(undisturbed.objects);

    const study = valueOrThrow(await openStudy(killed));
    expect(study.database.prepare('SELECT count(*) FROM radiographs').pluck().get()).toBeLessThan(FILMS);
    await importAll(study);
    expect(contentOf(study)).toEqual(undisturbed.content);
    study.close();
  });
});
