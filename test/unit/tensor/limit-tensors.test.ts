// The memory limit that is reported is one that holds: torch before 2.9 cannot limit a GPU.

import { expect, it } from 'vitest';
import { limitTensors } from '../../../main/tensor/libtorch/limit-tensors.ts';

/** An addon on a machine with a GPU of 10 GB, as this torch would have it. */
function addonOn(torch: 'torch 2.8' | 'torch 2.9') {
  const limits: number[][] = [];
  const limitMemory = (...bytes: number[]) => {
    limits.push(bytes);
    return torch === 'torch 2.9' ? (1 as const) : (0 as const);
  };
  return { limits, addon: { gpuMemory: (): [number, number] => [8e9, 10e9], limitMemory } };
}

it('limits the GPU to a share of what is free there', () => {
  const { addon, limits } = addonOn('torch 2.9');
  expect(limitTensors(addon, 'cuda')).toBe(7.2e9);
  expect(limits).toEqual([[expect.any(Number), expect.any(Number), 7.2e9]]);
});

it('limits host and GPU to what is asked for', () => {
  const { addon, limits } = addonOn('torch 2.9');
  expect(limitTensors(addon, 'cuda', 2e9)).toBe(2e9);
  expect(limits).toEqual([[2e9, 1.2e9, 2e9]]);
});

it('reports no limit of a GPU that torch cannot limit', () => {
  expect(limitTensors(addonOn('torch 2.8').addon, 'cuda', 2e9)).toBeNull();
});

it('limits the processor with any torch', () => {
  expect(limitTensors(addonOn('torch 2.8').addon, 'cpu', 2e9)).toBe(2e9);
});
