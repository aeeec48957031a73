import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { startProgram } from '../../../main/hosts/start-program.ts';
import { openInferenceProcess } from '../../../main/inference/inference-process.ts';
import { openInferenceHere } from '../../../main/inference/inference.ts';
import type { ProcessChannel } from '../../../main/processes/process-channel.ts';
import { writeTinyModel } from './tiny-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-inference-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const landmarks = Array.from({ length: 80 }, (_, i) => ({ x: 60 + i, y: 100 }));

const hip = (shade: number) => ({
  pixels: Uint8Array.from({ length: 224 * 224 }, (_, i) => (i * shade) % 256),
  landmarks,
  numbering: 'original' as const,
});

describe('inference in a child process', () => {
  const model = writeTinyModel(folder);
  const children: ProcessChannel[] = [];
  const inference = openInferenceProcess(() => {
    const child = startProgram('inference-child');
    children.push(child);
    return child;
  });
  afterAll(() => inference.close());

  it('gives the same grades as in this process, in order', async () => {
    const here = openInferenceHere();
    const answers = await Promise.all([inference.grade(model, [hip(3), hip(7)]), here.grade(model, [hip(3), hip(7)])]);
    await here.close();
    const [there, local] = answers.map(valueOrThrow);
    const untimed = (hips: typeof there) => hips.map(({ grading }) => ({ ...grading, milliseconds: 0 }));
    expect(there).toHaveLength(2);
    expect(untimed(there)).toEqual(untimed(local));
    expect(there[0].maps.values).toEqual(local[0].maps.values);
  });

  it('ends what was asked with a clear failure when the child dies, and starts afresh', async () => {
    const answer = inference.grade(
      model,
      Array.from({ length: 64 }, (_, i) => hip(i + 1)),
    );
    children.at(-1)?.kill();
    const killed = await answer;
    expect(killed.ok ? null : killed.failure.code).toBe('process-ended');
    expect((await inference.grade(model, [hip(3)])).ok).toBe(true);
    expect(children).toHaveLength(2);
  });

  it('finds heads and points as in this process', async () => {
    const networks = fileURLToPath(new URL('../../../resources/models/localise', import.meta.url));
    const here = openInferenceHere();
    const overview = Uint8Array.from({ length: 160 * 160 }, (_, i) => (i * 7) % 256);
    const view = Uint8Array.from({ length: 112 * 112 }, (_, i) => (i * 5) % 256);
    const [there, local] = [inference.finders(networks), here.finders(networks)];
    expect(await there.heads(overview)).toEqual(await local.heads(overview));
    expect(await there.points([view, view])).toEqual(await local.points([view, view]));
    await here.close();
  });

  it('passes on what is wrong with a model', async () => {
    const result = await inference.grade(join(folder, 'absent.onnx'), [hip(1)]);
    expect(result.ok ? null : result.failure.code).toBe('model-not-found');
  });
});
