// What stands where a small file was expected: a pipe, which whoever reads it waits for, or a huge file. Nobody waits, and nobody reads it.

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BACKUP_RECORD, studyBackups } from '../../../main/cohort/safekeeping/backup-files.ts';
import { readExperiment } from '../../../main/experiment/spec.ts';
import { readObjectStore } from '../../../main/files/object-store.ts';
import { cardToSend } from '../../../main/learning/grading/card-to-send.ts';
import { readHipFiles } from '../../../main/learning/grading/hip-files.ts';
import { readAnyRecipe } from '../../../main/learning/run/recipe-file.ts';
import { startingWeights } from '../../../main/learning/run/starting-weights.ts';
import { manifestToSend } from '../../../main/remote/client/manifest-to-send.ts';
import { openWorkstations } from '../../../main/remote/client/workstations.ts';
import { readRecords } from '../../../main/remote/worker/job-folder.ts';
import { tinyNetwork } from '../network/tiny-network.ts';
import { temporaryFolder } from '../cohort/films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SHA256 = 'ab'.repeat(32);

/** Each reader: the file that it reads below a folder, and what it answers. */
const READERS = {
  'the record of a backup': {
    file: join('backups', '2026-11-26T23-59-00-000Z', BACKUP_RECORD),
    read: studyBackups,
    answer: [],
  },
  'an experiment': { file: 'spec.json', read: (at: string) => readExperiment(join(at, 'spec.json')), answer: 'file-unreadable' },
  'a recipe': { file: 'recipe.json', read: (at: string) => readAnyRecipe(join(at, 'recipe.json')), answer: 'file-unreadable' },
  'hips of another machine': { file: 'items.json', read: readHipFiles, answer: 'file-unreadable' },
  "a worker's job": { file: join('job-1', 'job.json'), read: readRecords, answer: [] },
  'the paired workstations': { file: 'workstations.json', read: (at: string) => openWorkstations(at).list(), answer: [] },
  "a run's manifest": { file: 'manifest.json', read: (at: string) => manifestToSend(at, join(at, 'copy.json')), answer: null },
  'weights to start from': {
    file: 'weights.pth',
    read: (at: string) => startingWeights(tinyNetwork(), join(at, 'weights.pth'), 1),
    answer: expect.stringMatching(/^(file-unreadable|model-malformed)$/),
  },
  "a model's card": { file: 'm.json', read: (at: string) => cardToSend(join(at, 'm.onnx')), answer: 'model-malformed' },
};

const answerOf = (read: unknown): unknown =>
  typeof read === 'object' && read !== null && 'failure' in read ? (read.failure as { code: string }).code : read;

let count = 0;
function place(file: string, make: (path: string) => void): string {
  const at = join(folder, String((count += 1)));
  mkdirSync(dirname(join(at, file)), { recursive: true });
  make(join(at, file));
  return at;
}
const pipe = (path: string): void => void execFileSync('mkfifo', [path]);
const huge = (path: string): void => {
  writeFileSync(path, '{}');
  truncateSync(path, 6e9);
};

describe.skipIf(process.platform === 'win32').each(Object.entries(READERS))('%s', (_, { file, read, answer }) => {
  it.each([
    ['is a pipe', pipe],
    ['is huge', huge],
  ])('%s: it is refused or left out', async (_what, make) => {
    expect(answerOf(await read(place(file, make)))).toEqual(answer);
  });
});

describe.skipIf(process.platform === 'win32')('a pipe', () => {
  it('in place of a stored picture is a damaged picture', async () => {
    const objects = place(join(SHA256.slice(0, 2), SHA256.slice(2)), pipe);
    await expect(readObjectStore(objects).read(SHA256)).rejects.toMatchObject({ failure: { code: 'object-damaged' } });
  });
});
