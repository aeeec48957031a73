// The engine in a worker and in a child process, and a build without torch.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import { engineOrReason } from './engines-under-test.ts';

const absent = typeof (await engineOrReason({ engine: 'libtorch', threads: 1 })) === 'string';
const openEngineFile = new URL('../../../main/tensor/open-engine.ts', import.meta.url).href;
const buildFile = join(import.meta.dirname, '../../../main/tensor/libtorch/build.mjs');
const folder = mkdtempSync(join(tmpdir(), 'osteograde-torch-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Sums a convolution of ones: 3 x 3 x 2 in the interior, less at the border. */
const CODE = `
  const { openEngine } = await import(${JSON.stringify(openEngineFile)});
  const opened = await openEngine({ engine: 'libtorch', threads: 1 });
  const { tf } = opened.value;
  const sum = tf.tidy(() => tf.conv2d(tf.ones([1, 4, 4, 2]), tf.ones([3, 3, 2, 1]), 1, 'same').sum().dataSync()[0]);
`;

describe.skipIf(absent)('the libtorch engine', () => {
  it('works in two workers at once, and in others after they have ended', async () => {
    const code = `(async () => { ${CODE} require('node:worker_threads').parentPort.postMessage(sum); })()`;
    const inWorker = (): Promise<unknown> => {
      const worker = new Worker(code, { eval: true });
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      worker.once('message', resolve);
      worker.once('error', reject);
      return promise;
    };
    expect(await Promise.all([inWorker(), inWorker()])).toEqual([200, 200]);
    expect(await inWorker()).toBe(200);
  });

  it('works in a child process', () => {
    const answer = spawnSync(process.execPath, ['--input-type=module', '-e', `${CODE} console.log(sum)`], { encoding: 'utf8' });
    expect(answer.stdout.trim()).toBe('200');
  });
});

describe('the build', () => {
  const build = (environment: Record<string, string>): { status: number | null; message: string } => {
    const answer = spawnSync(process.execPath, [buildFile, `--out=${folder}`], {
      encoding: 'utf8',
      env: { ...process.env, ...environment },
    });
    return { status: answer.status, message: answer.stderr.trim() };
  };

  it('says what is missing if LIBTORCH does not contain torch', () => {
    const { status, message } = build({ LIBTORCH: folder });
    expect(status).toBe(1);
    expect(message).toMatch(/^LIBTORCH=.* does not contain include\/ATen\/ATen\.h .*Set it to the folder/u);
    expect(message.split('\n')).toHaveLength(1);
  });
});
