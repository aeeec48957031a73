// The disk of a study becomes full while a run trains in it: the run ends in words, and the workstation goes on.

import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildWorkstation, type HostWorkstation } from '../../main/hosts/build-workstation.ts';
import { codeOf } from '../../main/files/file-failure.ts';
import { writePhantomCohort } from '../../main/phantom/write-cohort.ts';
import { osteograde } from '../fixtures/command-line.ts';
import { temporaryFolder } from '../unit/cohort/films.ts';
import { phantomRun } from '../unit/training/synthetic-hips.ts';
import { clientOf, type Client } from './client.ts';

/** Only root can make a small disk. */
const canMount = process.platform === 'linux' && process.getuid?.() === 0;
const folder = temporaryFolder();
const disk = join(folder, 'disk');
const study = join(disk, 'study');
let workstation: HostWorkstation;
let client: Client;

beforeAll(async () => {
  if (!canMount) return;
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=320m', 'tmpfs', disk]);
  mkdirSync(join(folder, 'home', 'recipes'), { recursive: true });
  const recipe = { ...phantomRun(32, 50), backbone: 'resnet18' }; // its checkpoints fill the disk
  writeFileSync(join(folder, 'home', 'recipes', 'tiny.json'), JSON.stringify(recipe));
  workstation = buildWorkstation({ host: 'server', home: join(folder, 'home') });
  client = clientOf('http://workstation.test', workstation.handler);
  await client.studies.create({ name: 'Small disk', folder: study });
}, 120_000);

afterAll(async () => {
  if (canMount) {
    await workstation.shutDown();
    execFileSync('umount', [disk]);
  }
  rmSync(folder, { recursive: true, force: true });
});

/** The disk keeps files in pages of this size. */
const PAGE_BYTES = 4096;

/** Leaves this many bytes free. Writes whole pages, because the trainer may free megabytes meanwhile, too many to fill byte by byte. */
function fillDisk(free: number): void {
  const filler = join(disk, 'filler');
  for (let bytes = 2 ** 20; bytes >= PAGE_BYTES; bytes /= 4) {
    try {
      for (;;) appendFileSync(filler, new Uint8Array(bytes));
    } catch (error) {
      if (codeOf(error) !== 'ENOSPC') throw error;
    }
  }
  truncateSync(filler, statSync(filler).size - free);
}

async function trained(whenTraining: () => void): Promise<string> {
  const { runId } = await client.training.start({ presetId: 'own-tiny', dataFolder: null, weights: null });
  let filled = false;
  for await (const { stage, step } of await client.training.follow({ runId })) {
    if (filled || (stage !== 'training' && step === 0)) continue;
    filled = true;
    whenTraining();
  }
  return runId;
}

describe.skipIf(!canMount)('a run whose disk becomes full', { tags: ['slow'] }, () => {
  it('fails in words, and its record says so', async () => {
    const runId = await trained(() => fillDisk(2 ** 20));
    const { run, log } = await client.training.run({ runId });
    expect(run).toMatchObject({
      state: 'failed',
      failure: { code: 'disk-full', message: expect.stringMatching(/Free some space/) },
    });
    rmSync(join(disk, 'filler'));
    expect(log.join('\n')).toMatch(/is full/);
    expect(JSON.parse(readFileSync(join(study, 'runs', runId, 'run.json'), 'utf8'))).toMatchObject({ state: 'failed' });
  }, 240_000);

  it('fails in words although not even its record can be written, and the workstation goes on', async () => {
    await trained(() => fillDisk(0));
    const [job] = await client.jobs.list();
    expect(job?.progress).toMatchObject({ state: 'failed', failure: { code: 'disk-full' } });
    expect(await client.study.summary()).toMatchObject({ name: 'Small disk' });
    rmSync(join(disk, 'filler'));
    expect(await client.training.runs()).toHaveLength(2);
  }, 240_000);
});

/** Runs the command line where no file may have more than 2 MB. */
const WITH_SMALL_FILES = [
  'sh',
  '-c',
  'ulimit -f 4096 && exec "$@"',
  'sh',
  process.execPath,
  '--disable-warning=ExperimentalWarning',
  resolve(import.meta.dirname, '../../main/hosts/cli.ts'),
];

describe.skipIf(process.platform === 'win32')('an import where files may not grow', () => {
  it('says so, and what to do', async () => {
    const films = join(folder, 'films');
    await writePhantomCohort({ folder: films, subjects: 1, visits: 1, seed: 5, implantShare: 0 }, () => undefined);
    const order = ['import', films, '--study', join(folder, 'limited')];
    const { code, stderr, stdout } = await osteograde(order, { home: folder, program: WITH_SMALL_FILES });
    expect(code).toBe(1);
    expect(`${stdout}${stderr}`).toMatch(/allows no file of this size here, .*ulimit -f/);
  }, 240_000);
});
