// Submits the runs of an experiment that have no result yet to SLURM, as job arrays with one run a task. Tasks share nothing but the folder
// of runs, which must lie on a disk that all nodes see.

import { execFile } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { failed, FailureError, success, type Result } from '../../domain/failure.ts';
import { makeFolder, writeWhole } from '../../files/write-whole.ts';
import type { Expanded, ExperimentRun } from '../expand.ts';
import { readResult } from '../run-files.ts';
import { experimentText } from '../text.ts';
import { taskScript, type TaskScript } from './task-script.ts';

export interface Submission extends Pick<TaskScript, 'program' | 'spec' | 'folder' | 'options'> {
  readonly name: string;
  /** Options of sbatch: partition, time, memory. */
  readonly sbatch: readonly string[];
  /** Seconds between the warning and the time limit, in which a step must end and be saved. */
  readonly warnSeconds: number;
  /** The most tasks that run at once. Null for no limit. */
  readonly atOnce: number | null;
  readonly now: Date;
}

export interface SubmittedArray {
  readonly job: string;
  readonly runs: number;
}

/** SLURM's own limit (MaxArraySize) is 1001 unless the cluster sets another. */
const MOST_TASKS = 1000;

/** Runs that give others their first weights are queued before them. Returns the arrays, none if every run has its result. */
export async function submitToSlurm({ runs, starts }: Expanded, order: Submission): Promise<Result<readonly SubmittedArray[]>> {
  const jobs = join(order.folder, 'slurm', `${order.name}-${order.now.toISOString().replaceAll(/[-:]|\..*$/g, '')}`);
  await makeFolder(jobs);
  const spec = join(jobs, 'spec.json'); // the user may change the original before a task starts
  await copyFile(order.spec, spec);
  try {
    const first = await submitArrays(await withoutResult(order.folder, starts), { ...order, spec, jobs, after: [] });
    const after = first.map(({ job }) => job);
    const second = await submitArrays(await withoutResult(order.folder, runs), { ...order, spec, jobs, after });
    return success([...first, ...second]);
  } catch (error) {
    if (error instanceof FailureError) return { ok: false, failure: error.failure };
    throw error;
  }
}

async function withoutResult(folder: string, runs: readonly ExperimentRun[]): Promise<readonly string[]> {
  const results = await Promise.all(runs.map(({ hash }) => readResult(folder, hash)));
  return runs.flatMap(({ hash }, index) => (results[index] === null ? [hash] : []));
}

type ArrayOrder = Submission & { readonly jobs: string; readonly after: readonly string[] };

async function submitArrays(hashes: readonly string[], order: ArrayOrder): Promise<SubmittedArray[]> {
  const arrays: SubmittedArray[] = [];
  for (let start = 0; start < hashes.length; start += MOST_TASKS) {
    const some = hashes.slice(start, start + MOST_TASKS);
    arrays.push({ job: await submitArray(some, order), runs: some.length });
  }
  return arrays;
}

/** Returns the number of the job. */
async function submitArray(hashes: readonly string[], order: ArrayOrder): Promise<string> {
  const { name, jobs, after, atOnce, warnSeconds, sbatch } = order;
  const file = join(jobs, `${after.length === 0 ? 'first' : 'then'}-${hashes[0]}`);
  await writeWhole(`${file}.txt`, hashes.map((hash) => `${hash}\n`).join(''));
  await writeWhole(`${file}.sh`, taskScript({ ...order, hashes: `${file}.txt` }));
  const args = [
    '--parsable',
    `--job-name=osteograde-${name}`,
    `--array=0-${hashes.length - 1}${atOnce === null ? '' : `%${atOnce}`}`,
    '--requeue',
    '--open-mode=append',
    `--output=${join(jobs, '%A_%a.log')}`,
    `--signal=B:USR1@${warnSeconds}`,
    // Also after a failure: a run tries the run that it starts from again, and reports what fails.
    ...(after.length === 0 ? [] : [`--dependency=afterany:${after.join(':')}`]),
    ...sbatch,
    `${file}.sh`,
  ];
  try {
    const { stdout } = await promisify(execFile)('sbatch', args);
    return stdout.trim().split(';')[0] ?? '';
  } catch (error) {
    throw new FailureError(failed('bad-request', experimentText.slurm.notSubmitted(reasonOf(error))).failure, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return experimentText.slurm.noSbatch;
  const words = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  return words.trim();
}
