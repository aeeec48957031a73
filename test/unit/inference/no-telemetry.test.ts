// ONNX Runtime 1.29 and later write a database to the user's cache and contact their vendor, unless this is disabled before loading.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { tinyWeights, writeTinyModel } from './tiny-model.ts';

it('opening a model starts no telemetry and leaves nothing in the home or temporary folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'osteograde-telemetry-'));
  try {
    const onnx = writeTinyModel(folder, { weights: tinyWeights(1) });
    const home = join(folder, 'home');
    mkdirSync(home);
    const model = fileURLToPath(new URL('../../../main/inference/model.ts', import.meta.url));
    const script = `const { openModel } = await import(${JSON.stringify(model)});
      const opened = await openModel(${JSON.stringify(onnx)});
      if (!opened.ok) throw new Error(opened.failure.message);
      await opened.value.close();`;
    // A continuous-integration variable alone would already disable telemetry.
    const { CI: _, ORT_DISABLE_TELEMETRY: __, ...environment } = process.env;
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...environment, HOME: home, XDG_CACHE_HOME: home, TMPDIR: home },
      encoding: 'utf8',
    });
    expect(child.stderr).toBe('');
    expect(child.status).toBe(0);
    expect(readdirSync(home, { recursive: true })).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
