// What stands where a small file was expected: a pipe, which whoever reads it waits for, or a huge file. Nobody waits, and nobody reads it.

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BACKUP_RECORD, studyBackups } from '../../../main/cohort/safekeeping/backup-files.ts';
import { workstationOf } from '../../../main/experiment/run-files.ts';
import { readExperiment } from '../../../main/experiment/spec.ts';
import { errorLog } from '../../../main/files/error-log.ts';
import { readObjectStore } from '../../../main/files/object-store.ts';
import { serve } from '../../../main/hosts/server.ts';
import { importRadiographs } from '../../../main/hosts/cli/import.ts';
import { verifyUpdate } from '../../../main/hosts/cli/verify-update.ts';
import { readLocator } from '../../../main/inference/locator-files.ts';
import { readBundle } from '../../../main/learning/data/bundle/data-bundle.ts';
import { classFolderSet } from '../../../main/learning/data/class-folder-set.ts';
import { cardToSend } from '../../../main/learning/grading/card-to-send.ts';
import { readGradings, readHipFiles } from '../../../main/learning/grading/hip-files.ts';
import { readKneeAnswers, readKneeFile } from '../../../main/learning/grading/knee-files.ts';
import { readAnyRecipe } from '../../../main/learning/run/recipe-file.ts';
import { startingWeights } from '../../../main/learning/run/starting-weights.ts';
import { manifestToSend } from '../../../main/remote/client/manifest-to-send.ts';
import { openWorkstations } from '../../../main/remote/client/workstations.ts';
import { ownCertificate } from '../../../main/remote/worker/certificate-file.ts';
import { openDesktops } from '../../../main/remote/worker/desktops.ts';
import { readRecords } from '../../../main/remote/worker/job-folder.ts';
import { tinyNetwork } from '../network/tiny-network.ts';
import { temporaryFolder } from '../cohort/films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SHA256 = 'ab'.repeat(32);

/** Lists one hip beside its pixels. */
function listHip(at: string): void {
  writeFileSync(join(at, 'items.json'), JSON.stringify({ hips: [{ numbering: 'original', landmarks: [] }] }));
}

/** Lists one picture beside its pixels. */
function listPicture(at: string): void {
  const train = [{ subject: '1', labels: {} }];
  writeFileSync(
    join(at, 'items.json'),
    JSON.stringify({ kind: 'pictures', size: { height: 2, width: 2 }, train, validation: [] }),
  );
}

const kneeData = { kind: 'class-folder' as const, stored: { height: 16, width: 16 }, intensity: 'as-is' as const };
const now = (): Date => new Date();
const served = { handler: () => Promise.resolve(new Response()), log: errorLog(() => undefined, now), now };
const nothing = (): void => undefined;
const silent = { line: nothing, json: nothing, error: nothing, progress: nothing };
/** The failure of what throws one. */
const thrownBy = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

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
  'the paired desktops': { file: 'desktops.json', read: (at: string) => openDesktops(at).list(), answer: [] },
  'the place of a run': {
    file: join('runs', SHA256, 'remote.json'),
    read: (at: string) => workstationOf(at, SHA256, 'open'),
    answer: null,
  },
  "a run's manifest": { file: 'manifest.json', read: (at: string) => manifestToSend(at, join(at, 'copy.json')), answer: null },
  'weights to start from': {
    file: 'weights.pth',
    read: (at: string) => startingWeights(tinyNetwork(), join(at, 'weights.pth'), 1),
    answer: expect.stringMatching(/^(file-unreadable|model-malformed)$/),
  },
  "a model's card": { file: 'm.json', read: (at: string) => cardToSend(join(at, 'm.onnx')), answer: 'model-malformed' },
  'a locating network': {
    file: 'localise-hips.onnx',
    read: (at: string) => readLocator(at, 'find-hips'),
    answer: 'model-not-found',
  },
  'the card of a locating network': {
    file: 'localise-hips.json',
    read: (at: string) => readLocator(at, 'find-hips'),
    answer: 'model-not-found',
  },
  'crops of another machine': {
    file: 'crops.pixels',
    read: (at: string) => (listHip(at), readHipFiles(at)),
    answer: 'file-unreadable',
  },
  'knees of another machine': { file: 'inputs.floats', read: (at: string) => readKneeFile(at, 100), answer: 'file-unreadable' },
  'grades of another machine': {
    file: 'answers.jsonl',
    read: (at: string) => readGradings(join(at, 'answers.jsonl'), 1),
    answer: 'labels-malformed',
  },
  'grades of knees of another machine': {
    file: 'answers.jsonl',
    read: (at: string) => readKneeAnswers(join(at, 'answers.jsonl'), 1),
    answer: 'labels-malformed',
  },
  'the list of training data': { file: 'items.json', read: readBundle, answer: 'file-unreadable' },
  'the pixels of training data': {
    file: 'train.pixels',
    read: (at: string) => (listPicture(at), readBundle(at)),
    answer: 'file-unreadable',
  },
  'a picture in a class folder': {
    file: join('train', '0', '9000099R.png'),
    read: (at: string) =>
      classFolderSet(
        { folder: at, part: 'train', data: kneeData, seed: 1, cache: join(at, 'cache') },
        () => undefined,
        new AbortController().signal,
      ),
    answer: 'file-unreadable',
  },
  "a worker's certificate": {
    file: 'certificate.pem',
    read: (at: string) => thrownBy(ownCertificate(at)),
    answer: 'file-unreadable',
  },
  "a server's certificate": {
    file: 'certificate.pem',
    read: (at: string) => serve(served, { tls: { certificate: join(at, 'certificate.pem'), key: join(at, 'key.pem') } }),
    answer: 'file-unreadable',
  },
  'the mapping of a table': {
    file: 'mapping.json',
    read: (at: string) =>
      thrownBy(importRadiographs([], { study: join(at, 'study'), mapping: join(at, 'mapping.json') }, silent)),
    answer: 'file-unreadable',
  },
  'the key of an update': {
    file: 'key.pem',
    read: (at: string) => verifyUpdate(at, { key: join(at, 'key.pem') }, silent),
    answer: false,
  },
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
