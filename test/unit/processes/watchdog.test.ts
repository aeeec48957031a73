// A child of a parent that is killed with SIGKILL: it must not outlive it, even if its main thread never yields.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { boundsArguments, boundsFrom } from '../../../main/processes/bounds.ts';

const program = fileURLToPath(new URL('programs/parent.ts', import.meta.url));

/** Starts a parent with a child, kills the parent, and returns how long the child lived on. */
async function lifeAfterParent(behaviour: string, orphanMs: number): Promise<number> {
  const parent = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, behaviour, String(orphanMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed] = z.tuple([z.instanceof(Buffer)]).parse(await once(parent.stdout, 'data'));
  const child = Number(printed.toString());
  await pause(300); // the child is blocked now
  parent.kill('SIGKILL');
  const start = performance.now();
  while (isAlive(child) && performance.now() - start < 10_000) await pause(20);
  return performance.now() - start;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a child whose parent was killed', () => {
  it('ends at once, although it is blocked in a loop', async () => {
    expect(await lifeAfterParent('loop', 0)).toBeLessThan(5000);
  });

  it('ends at once, although native code computes in another thread', async () => {
    expect(await lifeAfterParent('compute', 0)).toBeLessThan(5000);
  });

  it('has the time that it was given to end in order', async () => {
    const lived = await lifeAfterParent('loop', 1000);
    expect(lived).toBeGreaterThan(900);
    expect(lived).toBeLessThan(6000);
  });
});

describe('the bounds of a child', () => {
  it('arrive as they were sent', () => {
    expect(boundsFrom(boundsArguments({ megabytes: 1500.4, orphanMs: 4000 }, 77))).toEqual({
      parent: 77,
      megabytes: 1500,
      orphanMs: 4000,
    });
  });

  it.each([[[]], [['--parent=1', '--megabytes=100']], [['--parent=1', '--megabytes=many', '--orphan-ms=0']]])(
    'are required: %j',
    (args) => {
      expect(() => boundsFrom(args)).toThrow(/is missing or invalid/);
    },
  );
});
