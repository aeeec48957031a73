// `osteograde import` and `osteograde report` as a user runs them: with bad files, stopped midway, on full disks.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openStudy } from '../../main/cohort/study-folder.ts';
import { FAILURE_CODES, valueOrThrow } from '../../main/domain/failure.ts';
import { writePhantomCohort } from '../../main/phantom/write-cohort.ts';
import { canMount, osteograde, withMount, type CommandOutcome } from '../fixtures/command-line.ts';
import { editedDicom } from '../fixtures/edit-dicom.ts';
import { writeTinyModel } from '../unit/inference/tiny-model.ts';

/** Starting a process is slow while other tests use the same cores. */
const PATIENCE_MS = 180_000;

const problems = z.array(z.strictObject({ file: z.string(), code: z.enum(FAILURE_CODES), message: z.string() }));

const imported = z.strictObject({
  imported: z.number(),
  alreadyThere: z.number(),
  failed: z.number(),
  labels: z.strictObject({ added: z.number(), changed: z.number() }),
  splits: z.array(z.string()),
  warnings: problems,
  leftOut: problems,
  errors: problems,
});

/** All films show one drawing. Only their visits differ, because their content does not matter here. */
const FILMS = 4;

let folder: string;
let model: string;
let films: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osteograde-study-'));
  model = writeTinyModel(folder);
  const cohort = join(folder, 'cohort');
  valueOrThrow(
    await writePhantomCohort({ folder: cohort, subjects: 1, visits: 1, seed: 31, implantShare: 0, workers: 1 }, () => {}),
  );
  const drawn = join(cohort, 'PHANTOM-00001_V00.dcm');
  const [bytes, points] = [await readFile(drawn), await readFile(`${drawn}.pts`)];
  films = join(folder, 'films');
  await mkdir(films);
  for (let visit = 1; visit <= FILMS; visit++) {
    const film = join(films, `film-${visit}.dcm`);
    await writeFile(film, editedDicom(bytes, new Map([[0x00120050, { vr: 'LO', value: `V0${visit}` }]])));
    await writeFile(`${film}.pts`, points);
  }
}, PATIENCE_MS);

afterAll(async () => rm(folder, { recursive: true, force: true }));

const run = (args: readonly string[], choices: Partial<Parameters<typeof osteograde>[1]> = {}): Promise<CommandOutcome> =>
  osteograde(args, { home: folder, ...choices });

const film = (number: number): string => join(films, `film-${number}.dcm`);

const filesBelow = async (directory: string): Promise<string[]> =>
  (await readdir(directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

describe('import', { timeout: PATIENCE_MS }, () => {
  test('imports good files once, and reports each bad file in a row', async () => {
    const study = join(folder, 'mixed study');
    const letter = join(folder, 'letter.dcm');
    await writeFile(letter, 'Dear colleague');
    const half = join(folder, 'half.dcm');
    await writeFile(half, (await readFile(film(1))).subarray(0, 4_000_000));
    const bare = join(folder, 'bare.dcm');
    await cp(film(3), bare);
    const args = ['import', letter, film(1), half, film(2), bare, join(folder, 'gone.dcm'), '--study', study, '--json'];
    const first = await run(args);
    expect([first.code, first.stderr]).toEqual([1, '']);
    const answer = imported.parse(JSON.parse(first.stdout));
    expect(answer).toMatchObject({ imported: 3, alreadyThere: 0, failed: 3 });
    const codes = new Map(answer.errors.map((error) => [basename(error.file), error.code]));
    expect(Object.fromEntries(codes)).toEqual({
      'gone.dcm': 'file-not-found',
      'letter.dcm': 'not-dicom',
      'half.dcm': 'dicom-truncated',
    });
    for (const { file, message } of answer.errors) expect(message).toMatch(new RegExp(`${basename(file)}.*\\.$`));
    const again = imported.parse(JSON.parse((await run(args)).stdout));
    expect(again).toMatchObject({ imported: 0, alreadyThere: 3, failed: 3 });
  });

  test('is recorded in the audit of the study, and so is grading', { tags: ['slow'] }, async () => {
    const folderOfStudy = join(folder, 'recorded study');
    const { code } = await run(['import', film(1), '--study', folderOfStudy, '--grade']);
    expect(code).toBe(0);
    const study = valueOrThrow(await openStudy(folderOfStudy));
    try {
      const actions = study.database.prepare('SELECT action FROM audit ORDER BY sequence').pluck().all();
      expect(actions).toEqual(['study.import', 'grading.run']);
    } finally {
      study.close();
    }
  });

  test('into a study that can only be read is refused in words', { tags: ['slow'] }, async () => {
    const study = join(folder, 'study with damaged keys');
    await run(['import', film(1), '--study', study]);
    await writeFile(join(study, 'identities.sqlite'), 'not a database');
    const { code, stderr } = await run(['import', film(2), '--study', study]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/open for reading only, so nothing was changed/);
    expect(stderr).not.toMatch(/unexpected/);
  });

  test('stopped midway leaves a study that a second run completes', { tags: ['slow'] }, async () => {
    const study = join(folder, 'stopped study');
    const objects = join(study, 'objects');
    const started = async (): Promise<boolean> =>
      existsSync(objects) && (await readdir(objects)).filter((name) => name !== 'incoming').length > 0;
    const stop = async (pid: number): Promise<void> => {
      while (!(await started())) await wait(5);
      process.kill(pid, 'SIGINT');
    };
    const onStart = (pid: number): void => void stop(pid);
    const stopped = await run(['import', films, '--study', study, '--json'], { onStart });
    expect(stopped.code).toBe(1);
    expect(await filesBelow(join(objects, 'incoming'))).toEqual([]);
    const { imported: kept, errors } = imported.parse(JSON.parse(stopped.stdout));
    expect(errors.at(-1)).toMatchObject({ code: 'stopped', message: expect.stringMatching(/import was stopped.*again/) });
    expect(kept).toBeLessThan(FILMS);
    const { code, stdout } = await run(['import', films, '--study', study, '--json']);
    expect(code).toBe(0);
    expect(imported.parse(JSON.parse(stdout))).toMatchObject({
      imported: FILMS - kept,
      alreadyThere: kept,
      failed: 0,
      errors: [],
    });
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('with --dry-run previews the import, creates no study, and saves the problems', async () => {
    const [study, problems] = [join(folder, 'dry study'), join(folder, 'problems.csv')];
    const letter = join(folder, 'labels.csv');
    await writeFile(letter, 'subject,side,visit,osteo_fem_sup\nPHANTOM-00001,R,V01,9\nPHANTOM-00001,L,V01,2\n');
    const args = ['import', films, letter, '--study', study, '--dry-run', '--json', '--save-problems', problems];
    const { code, stdout } = await run(args);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ radiographs: FILMS, hips: 2 * FILMS, labels: 2, matchedLabels: 2, questions: [] });
    expect(await readFile(problems, 'utf8')).toMatch(/^file,code,message\n.*labels-out-of-range,"?labels\.csv: Line 2 /);
    expect(existsSync(study)).toBe(false);
  });

  test('names a study folder that cannot be created', async () => {
    const { code, stdout, stderr } = await run(['import', film(1), '--study', join(film(1), 'study')]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^[^\n]*study[^\n]*Choose another folder[^\n]*\n$/);
  });

  test.skipIf(!canMount())(
    'reports a full disk and leaves no incomplete file (needs permission to mount)',
    { tags: ['slow'] },
    async () => {
      const disk = join(folder, 'full disk');
      await mkdir(disk);
      const listing = join(folder, 'full.txt');
      const program = withMount({ folder: disk, options: 'size=3m', listing });
      const { code, stderr } = await run(['import', films, '--study', join(disk, 'study')], { program });
      expect([code, stderr.trim().split('\n')]).toEqual([1, [expect.stringMatching(/disk is full.*[Ff]ree/)]]);
      expect(await readFile(listing, 'utf8')).not.toMatch(/incoming|partial/);
    },
  );
});

describe('report', { timeout: PATIENCE_MS }, () => {
  test('covers the good files and names the bad one', { tags: ['slow'] }, async () => {
    const out = join(folder, 'report');
    const gone = join(folder, 'gone.dcm');
    const { code, stdout, stderr } = await run([
      'report',
      film(1),
      gone,
      '--model',
      model,
      '--out',
      out,
      '--format',
      'pdf,json,csv',
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^gone\.dcm was not found\.[^\n]*\nNot taken: gone\.dcm\.[^\n]*\n$/);
    const files = stdout.trim().split('\n');
    expect(files.map((file) => basename(file).replace(/^.*\./, ''))).toEqual(['pdf', 'json', 'csv']);
    expect((await readFile(files[0])).toString('latin1', 0, 5)).toBe('%PDF-');
    expect((await filesBelow(out)).toSorted()).toEqual(files.map((file) => basename(file)).toSorted());
  });

  test('stopped midway leaves no file', { tags: ['slow'] }, async () => {
    const out = join(folder, 'stopped report');
    // Reading the pipe blocks the process in the middle of its work until the test closes the pipe.
    const pipe = join(folder, 'pipe.dcm');
    execFileSync('mkfifo', [pipe]);
    const stop = async (pid: number): Promise<void> => {
      const writing = await open(pipe, 'w');
      process.kill(pid, 'SIGINT');
      await writing.close();
    };
    const onStart = (pid: number): void => void stop(pid);
    const { code, stderr } = await run(['report', film(1), pipe, film(2), '--model', model, '--out', out], { onStart });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^[^\n]*stopped[^\n]*\n$/)]);
    expect(existsSync(out)).toBe(false);
  });

  test('names an output folder that cannot be created below a file', { tags: ['slow'] }, async () => {
    const { code, stderr } = await run(['report', film(1), '--model', model, '--out', join(film(1), 'reports')]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^[^\n]*reports[^\n]*Choose another folder[^\n]*\n$/)]);
  });

  test.skipIf(!canMount())('leaves nothing on a full disk (needs permission to mount)', { tags: ['slow'] }, async () => {
    const out = join(folder, 'report on a full disk');
    const listing = join(folder, 'report.txt');
    await mkdir(out);
    const program = withMount({ folder: out, options: 'size=8k', listing });
    const { code, stderr } = await run(['report', film(1), '--model', model, '--out', out], { program });
    expect([code, stderr.trim().split('\n')]).toEqual([1, [expect.stringMatching(/full disk.*Free some space/)]]);
    expect(await readFile(listing, 'utf8')).toBe('');
  });
});
