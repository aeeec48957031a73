// A study survives the death of its process at any moment, and going on gives what an undisturbed import gives.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFiles } from '../../main/cohort/import-files.ts';
import { openStudy, type Study } from '../../main/cohort/study-folder.ts';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { contentOf } from '../fixtures/study-content.ts';
import { films, newStudy, temporaryFolder } from '../unit/cohort/films.ts';

const folder = temporaryFolder();
const command = fileURLToPath(new URL('../../main/hosts/cli.ts', import.meta.url));

beforeAll(async () => {
  await films(join(folder, 'films'), 3);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const job = { signal: new AbortController().signal, step: () => undefined, problem: () => undefined, now: () => new Date(0) };

const importAll = (study: Study) => importFiles(study, { paths: [join(folder, 'films')], landmarks: null }, job);

/** Starts an import in a process of its own and kills it once the study holds an object, `after` milliseconds later. */
async function killedImport(place: string, after: number): Promise<void> {
  const child = spawn(process.execPath, [command, 'import', join(folder, 'films'), '--study', place], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const begun = () => readdirSync(place, { recursive: true }).some((name) => /^objects[/\\][0-9a-f]{2}[/\\]/.test(String(name)));
  for (let waited = 0; waited < 30_000 && child.exitCode === null; waited += 10) {
    try {
      if (begun()) break;
    } catch {
      // the study's folder is not there yet
    }
    await pause(10);
  }
  await pause(after);
  child.kill('SIGKILL');
  await ended;
}

describe('an interrupted import', () => {
  it.each([0, 120, 400])('is taken up again after a kill %i ms into it, to the same study', async (after) => {
    const undisturbed = await newStudy(join(folder, `undisturbed-${after}`));
    await importAll(undisturbed);
    const expected = contentOf(undisturbed);
    undisturbed.close();

    const place = join(folder, `killed-${after}`);
    await killedImport(place, after);
    const study = valueOrThrow(await openStudy(place));
    const before = study.database.prepare('SELECT count(*) FROM radiographs').pluck().get();
    expect(before).toBeLessThanOrEqual(3);
    await importAll(study);
    expect(contentOf(study)).toEqual(expected);
    study.close();
  });
});
