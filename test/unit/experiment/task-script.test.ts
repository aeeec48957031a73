// The script of a cluster's task, run by bash with a scontrol that ends the script, as SLURM does when it queues a task again.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { taskScript } from '../../../main/experiment/slurm/task-script.ts';

let home = '';
let run = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'osteograde-task-'));
  run = join(home, 'runs', 'b2');
  mkdirSync(run, { recursive: true });
  writeFileSync(join(home, 'hashes.txt'), 'a1\nb2\n');
  const scontrol = `#!/bin/bash\necho "$@" >>${join(home, 'asked')}\nkill -KILL $PPID\n`;
  writeFileSync(join(home, 'scontrol'), scontrol, { mode: 0o755 });
});
afterEach(() => rmSync(home, { recursive: true }));

/** Runs task 1, whose run ends as these words of bash say. */
function taskThat(ends: string): { readonly status: number | null; readonly asked: string[]; readonly failure: string | null } {
  const program = ['/bin/bash', '-c', ends, 'osteograde'];
  const script = taskScript({ program, spec: 'spec.json', hashes: join(home, 'hashes.txt'), folder: home, options: [] });
  const env = { PATH: `${home}:${process.env['PATH']}`, SLURM_ARRAY_TASK_ID: '1', SLURM_ARRAY_JOB_ID: '7' };
  const { status } = spawnSync('/bin/bash', ['-c', script], { env, stdio: 'ignore' });
  const [asked, failure] = [join(home, 'asked'), join(run, 'failure.json')].map((path) =>
    existsSync(path) ? readFileSync(path, 'utf8') : null,
  );
  return { status, asked: (asked ?? '').split('\n').filter(Boolean), failure };
}

describe('a task whose run is killed', () => {
  it('is queued again once, and the second time is listed as a failure', () => {
    expect(taskThat('kill -KILL $$')).toEqual({ status: null, asked: ['requeue 7_1'], failure: null });
    const second = taskThat('kill -KILL $$');
    expect(second).toMatchObject({ status: 137, asked: ['requeue 7_1'] });
    expect(JSON.parse(second.failure ?? '')).toMatchObject({ code: 'process-ended', message: expect.stringContaining('137') });
  });
});

describe('a task whose run ends otherwise', () => {
  it('is not queued again, and is a failure only if the run said nothing', () => {
    expect(taskThat('exit 0')).toEqual({ status: 0, asked: [], failure: null });
    expect(taskThat('exit 3')).toMatchObject({ status: 3, asked: [], failure: expect.stringContaining('exit code 3') });
  });
});
