// cuBLAS reads how it may add when it first computes, so the variable is there before torch is loaded.

import { afterEach, expect, it } from 'vitest';
import { loadAddon } from '../../../main/tensor/libtorch/addon.ts';

const NAME = 'CUBLAS_WORKSPACE_CONFIG';
const before = process.env[NAME];

afterEach(() => {
  if (before === undefined) delete process.env[NAME];
  else process.env[NAME] = before;
});

const loaded = loadAddon();

it.skipIf('reason' in loaded)('lets products on a GPU add in the same order every time (needs libtorch)', () => {
  delete process.env[NAME];
  loadAddon();
  expect(process.env[NAME]).toBe(':4096:8');
});

it.skipIf('reason' in loaded)('keeps what the user has set (needs libtorch)', () => {
  process.env[NAME] = ':16:8';
  loadAddon();
  expect(process.env[NAME]).toBe(':16:8');
});
