// Files that end the process that reads them: each costs itself, and the import continues with the others.

import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFiles } from '../../../../main/cohort/import-files.ts';
import { openReader, type Reader } from '../../../../main/cohort/reading/open-reader.ts';
import { LookSchema } from '../../../../main/cohort/sources/look-at-file.ts';
import { diskFile, type SourceFile } from '../../../../main/cohort/sources/source-file.ts';
import type { Failure } from '../../../../main/domain/failure.ts';
import { boundsArguments } from '../../../../main/processes/bounds.ts';
import { startChild } from '../../../../main/processes/child-process.ts';
import { films, newStudy, temporaryFolder } from '../films.ts';

const folder = temporaryFolder();
const program = fileURLToPath(new URL('programs/harmful-reader.ts', import.meta.url));
const start = () => startChild(program, boundsArguments({ megabytes: 700, orphanMs: 0 }));
let film = '';

beforeAll(async () => {
  [film = ''] = await films(join(folder, 'films'), 1);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder with copies of the film and its points under these names. */
function folderOf(name: string, files: readonly string[]): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (const file of files) {
    copyFileSync(film, join(path, file));
    copyFileSync(`${film}.pts`, join(path, `${file}.pts`));
  }
  return path;
}

async function withReader<T>(deadlineMs: number, use: (reader: Reader) => Promise<T>): Promise<T> {
  const reader = openReader({ start, signal: new AbortController().signal, deadlineMs });
  try {
    return await use(reader);
  } finally {
    await reader.close();
  }
}

function watched(signal = new AbortController().signal) {
  const problems: (readonly [string, Failure])[] = [];
  const problem = (file: string, failure: Failure): void => void problems.push([basename(file), failure]);
  return { problems, job: { signal, problem, step: () => undefined, now: () => new Date(0), startReader: start } };
}

describe('a file that ends its reader', () => {
  it('by needing too much memory or by crashing is left out in words, and the others are imported', async () => {
    const path = folderOf('harm', ['a.dcm', 'harm-by-memory.dcm', 'm.dcm', 'harm-by-crash.dcm', 'z.dcm']);
    const study = await newStudy(join(folder, 'harm-study'));
    const { job, problems } = watched();
    const counts = await importFiles(study, { paths: [path], landmarks: null }, job);
    study.close();
    expect(counts).toMatchObject({ imported: 1, alreadyThere: 2, failed: 2 });
    expect(Object.fromEntries(problems)).toEqual({
      'harm-by-memory.dcm': {
        code: 'out-of-memory',
        message: expect.stringContaining('harm-by-memory.dcm needed more than 700 MB of memory to read'),
      },
      'harm-by-crash.dcm': {
        code: 'process-ended',
        message: expect.stringMatching(/Reading harm-by-crash\.dcm ended unexpectedly \(signal SIGSEGV\)/),
      },
    });
  });

  it('by taking too long is the only one of its batch that is lost', { tags: ['slow'] }, async () => {
    const path = folderOf('slow', ['a.dcm', 'b.dcm', 'harm-by-time.dcm', 'z.dcm']);
    const files = ['a.dcm', 'b.dcm', 'harm-by-time.dcm', 'z.dcm'].map((name) => diskFile(join(path, name), 1));
    const callOf = (some: readonly SourceFile[]) => ({ kind: 'look', files: some }) as const;
    const looks = await withReader(8000, async (reader) => reader.askEach(files, callOf, LookSchema));
    expect(looks.map(({ ok }) => ok)).toEqual([true, true, false, true]);
    expect(looks[2]).toMatchObject({
      failure: { code: 'process-ended', message: expect.stringContaining('harm-by-time.dcm was not read within 8 seconds') },
    });
  });
});

describe('stopping an import', () => {
  it('takes less than five seconds even if a reader hangs', { tags: ['slow'] }, async () => {
    const path = folderOf('stop', ['a.dcm', 'harm-by-time.dcm', 'z.dcm']);
    const study = await newStudy(join(folder, 'stop-study'));
    const stopper = new AbortController();
    const { job, problems } = watched(stopper.signal);
    const imported = importFiles(study, { paths: [path], landmarks: null }, job);
    await pause(2500);
    const began = performance.now();
    stopper.abort();
    const counts = await imported;
    expect(performance.now() - began).toBeLessThan(5000);
    study.close();
    expect(counts).toMatchObject({ imported: 0, failed: 0 });
    expect(problems).toEqual([]);
  });
});
