// Models that do harm, in a real inference process: each is refused or ended in words, and the next request is answered.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { entryPoint } from '../../../main/hosts/project-files.ts';
import { openInferenceProcess } from '../../../main/inference/inference-process.ts';
import { readModelFiles } from '../../../main/inference/model-files.ts';
import { graphFault } from '../../../main/network/onnx/check-graph.ts';
import { boundsArguments } from '../../../main/processes/bounds.ts';
import { startChild } from '../../../main/processes/child-process.ts';
import { HOSTILE_MODELS, writeHostileModel, type HostileModel } from '../../fixtures/hostile-onnx.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-hostile-'));
const inference = openInferenceProcess(() =>
  startChild(entryPoint('inference-child'), boundsArguments({ megabytes: 600, orphanMs: 0 })),
);
afterAll(async () => {
  await inference.close();
  rmSync(folder, { recursive: true, force: true });
});

const HIP = {
  pixels: Uint8Array.from({ length: 224 * 224 }, (_, i) => i % 251),
  landmarks: Array.from({ length: 80 }, (_, i) => ({ x: 60 + i, y: 100 })),
  numbering: 'original' as const,
};

const grade = (name: HostileModel, signal?: AbortSignal) => inference.grade(writeHostileModel(folder, name), [HIP], signal);

describe('a model that does harm', () => {
  it.each([
    ['loop', 'model-malformed', /contains a loop or a branch/],
    ['external-absolute', 'model-malformed', /lies outside the file/],
    ['external-relative', 'model-malformed', /lies outside the file/],
    ['external-beside', 'model-malformed', /lies outside the file/],
    ['many-nodes', 'model-malformed', /more than 20000 nodes/],
    ['truncated', 'model-malformed', /is damaged/],
    ['empty', 'model-malformed', /cannot be opened as an ONNX model/],
    ['huge-shape', 'model-malformed', /cannot be opened as an ONNX model/],
    ['not-a-number', 'model-malformed', /heads do not match the network/],
    ['four-terabytes', 'out-of-memory', /not enough memory/],
    ['twenty-gigabytes', 'out-of-memory', /needed more than 600 MB of memory/],
  ] as const)('is refused in words: %s', async (name, code, words) => {
    expect(await grade(name)).toMatchObject({ ok: false, failure: { code, message: expect.stringMatching(words) } });
    expect(await grade('harmless')).toMatchObject({ ok: true });
  });

  it('is ended within seconds of Stop, although it computes in one native call for minutes', { tags: ['slow'] }, async () => {
    const stopper = new AbortController();
    const answer = grade('slow', stopper.signal);
    const next = grade('harmless');
    setTimeout(() => stopper.abort(), 500);
    const start = performance.now();
    expect(await answer).toMatchObject({ ok: false, failure: { code: 'stopped' } });
    expect(performance.now() - start).toBeLessThan(9000);
    expect(await next).toMatchObject({ ok: true });
  });
});

describe('the check of a graph', () => {
  it('accepts the models that ship', async () => {
    const shipped = fileURLToPath(new URL('../../../resources/models/masked-resnet18-phantom.onnx', import.meta.url));
    const files = await readModelFiles(shipped);
    expect(files.ok ? graphFault(files.value.onnx) : files.failure).toBeNull();
  });

  it('ends for every shortened and changed file', () => {
    const bytes = HOSTILE_MODELS.loop();
    for (let length = 0; length < bytes.length; length++) {
      const changed = bytes.slice();
      changed[length] ^= 0xff;
      for (const each of [bytes.subarray(0, length), changed]) expect(() => graphFault(each)).not.toThrow();
    }
  });
});
