// ONNX Runtime on a GPU computes in fp32, as its answers are labelled, and not in TF32. The processor needs no such word.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { openModel } from '../../../main/inference/model.ts';
import { tinyWeights, writeTinyModel } from './tiny-model.ts';

it("forbids TF32 to NVIDIA's libraries before a model opens on a GPU", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'osteograde-tf32-'));
  const variable = (): string | undefined => process.env['NVIDIA_TF32_OVERRIDE'];
  const before = variable();
  delete process.env['NVIDIA_TF32_OVERRIDE'];
  try {
    const onnx = writeTinyModel(folder, { weights: tinyWeights(1) });
    await valueOrThrow(await openModel(onnx, { device: 'cpu' })).close();
    expect(variable()).toBeUndefined();
    // Without a GPU the processor opens it in the end.
    await valueOrThrow(await openModel(onnx, { device: 'cuda' })).close();
    expect(variable()).toBe('0');
  } finally {
    delete process.env['NVIDIA_TF32_OVERRIDE'];
    if (before !== undefined) process.env['NVIDIA_TF32_OVERRIDE'] = before;
    rmSync(folder, { recursive: true });
  }
}, 120_000);
