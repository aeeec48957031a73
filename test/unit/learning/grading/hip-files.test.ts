// What a model answered, as a file for another machine.

import { expect, it } from 'vitest';
import { openedLine } from '../../../../main/learning/grading/hip-files.ts';

const runtime = { name: 'onnxruntime', version: 'ONNX Runtime 1.30.0', device: 'cpu', precision: 'fp32' } as const;

it('says why the processor grades without a folder of this machine', () => {
  const note = 'Failed to load /opt/ort/libcuda.so: /usr/lib/libcublas.so.13: not found. Choose cpu and/or cuda.';
  expect(JSON.parse(openedLine({ runtime, note }))).toEqual({
    runtime,
    note: 'Failed to load libcuda.so: libcublas.so.13: not found. Choose cpu and/or cuda.',
  });
});

it('keeps that there is no note', () => {
  expect(JSON.parse(openedLine({ runtime, note: null }))).toEqual({ runtime, note: null });
});
