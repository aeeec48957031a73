// An exported model on the libtorch engine, compared with ONNX Runtime, and what grades when the device that was asked for is missing.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { LANDMARK_TABLES } from '../../../main/domain/landmark-table.ts';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import { openEngineSession } from '../../../main/inference/engine-session.ts';
import { openInferenceHere } from '../../../main/inference/inference.ts';
import { openModel } from '../../../main/inference/model.ts';
import { openSession, type NetworkSignature, type Session } from '../../../main/inference/session.ts';
import type { Architecture } from '../../../main/network/architecture.ts';
import { backbone } from '../../../main/network/architectures/backbone.ts';
import { binaryHeads, multitaskHeads, systemOneHeads } from '../../../main/network/architectures/heads.ts';
import { writeOnnx } from '../../../main/network/onnx/write-onnx.ts';
import { openEngine } from '../../../main/tensor/open-engine.ts';
import { hashedWeights } from '../network/hashed-weights.ts';
import { writeTinyModel } from './tiny-model.ts';

const engine = await openEngine({ engine: 'libtorch', device: 'cpu' });
const noEngine = !engine.ok;
if (engine.ok) engine.value.dispose();
const folder = mkdtempSync(join(tmpdir(), 'osteograde-engine-session-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const resource = (name: string): string => fileURLToPath(new URL(`../../../resources/models/${name}.onnx`, import.meta.url));
const small = (name: Parameters<typeof backbone>[0], heads: Parameters<typeof backbone>[1]['heads']): Uint8Array => {
  const architecture: Architecture = { ...backbone(name, { inputChannels: 1, heads }), inputSize: 64 };
  return writeOnnx(architecture, hashedWeights(architecture), { weights: 'half', metadata: {} });
};

async function outputsOf(session: Session, { height, width }: NetworkSignature): Promise<readonly number[][]> {
  const pictures = Float32Array.from({ length: 2 * height * width }, (_, at) => ((at * 7919) % 1009) / 1009);
  const answers = valueOrThrow(await session.run(pictures));
  await session.close();
  return answers.flatMap(({ logits, maps }) => [
    ...Object.keys(logits)
      .toSorted()
      .map((name) => [...(logits[name] ?? [])]),
    ...Object.keys(maps)
      .toSorted()
      .map((name) => [...(maps[name]?.values ?? [])]),
  ]);
}

/** The largest difference of each output, relative to its largest value. */
async function differences(onnx: Uint8Array, signature: NetworkSignature): Promise<readonly number[]> {
  const settings = { name: 'model', threads: 1, device: 'cpu' } as const;
  const theirs = await outputsOf(valueOrThrow(await openSession(onnx, signature, settings)), signature);
  const ours = await outputsOf(
    valueOrThrow(await openEngineSession(onnx, signature, { ...settings, precision: 'fp32' })),
    signature,
  );
  return theirs.map((values, output) => {
    const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
    return values.reduce((worst, value, at) => Math.max(worst, Math.abs(value - (ours[output]?.[at] ?? Number.NaN)) / scale), 0);
  });
}

const signature = (size: number, answers: NetworkSignature['answers'], maps = ['features']): NetworkSignature => {
  return { height: size, width: size, picture: 'hip crop', answers, maps };
};
const quadrants = QUADRANTS.map((name) => ({ name, width: 4 }));

describe.skipIf(noEngine)('a model on the libtorch engine', () => {
  it.each([
    ['masked-resnet18-phantom', readFileSync(resource('masked-resnet18-phantom')), signature(224, quadrants)],
    ['masked-resnet18-phantom-2', readFileSync(resource('masked-resnet18-phantom-2')), signature(224, quadrants)],
    [
      'knee-mobilenet-three',
      readFileSync(resource('knee-mobilenet-three')),
      {
        ...signature(
          160,
          ['', '-2', '-3'].map((member) => ({ name: `kellgren-lawrence${member}`, width: 5 })),
          ['', '-2', '-3'].flatMap((member) => [`features${member}`, `att1-mask${member}`]),
        ),
        width: 288,
      },
    ],
    ['ResNet-18', small('resnet18', systemOneHeads), signature(64, quadrants)],
    ['DenseNet-121', small('densenet121', multitaskHeads), signature(64, [{ name: 'sclerosis', width: 2 }])],
    ['MobileNetV2', small('mobilenet-v2', binaryHeads), signature(64, [{ name: 'femur-superior', width: 1 }])],
    ['Antony', small('antony', systemOneHeads), signature(64, quadrants)],
  ])('answers as on ONNX Runtime, with the same maps: %s', async (_, onnx, of) => {
    const found = await differences(onnx, of);
    expect(found.length).toBe(2 * (of.answers.length + of.maps.length));
    for (const difference of found) expect(difference).toBeLessThan(2e-4);
  });

  it('grades hips and explains them as ONNX Runtime does, and almost so in bf16', async () => {
    const crops = Array.from({ length: 3 }, (_, hip) => ({
      pixels: Uint8Array.from({ length: 224 * 224 }, (_value, at) => (at * (hip + 3)) % 256),
      landmarks: Array.from({ length: 80 }, (_point, at) => ({ x: 60 + at, y: 100 })),
    }));
    const path = resource('masked-resnet18-phantom');
    const graded = async (precision: 'fp32' | 'bf16') => {
      const model = valueOrThrow(await openModel(path, { threads: 1, precision }));
      const hips = valueOrThrow(await model.gradeBatch(crops, LANDMARK_TABLES.original));
      await model.close();
      return { runtime: model.runtime, hips };
    };
    const [single, brief] = [await graded('fp32'), await graded('bf16')];
    expect(single.runtime).toMatchObject({ name: 'onnxruntime', device: 'cpu', precision: 'fp32' });
    expect(brief.runtime).toMatchObject({ name: 'libtorch', device: 'cpu', precision: 'bf16' });
    const probabilities = ({ hips }: typeof single): number[] =>
      hips.flatMap(({ grading }) =>
        grading.kind === 'grades' ? QUADRANTS.flatMap((quadrant) => [...grading.quadrants[quadrant].probabilities]) : [],
      );
    const [exact, rounded] = [probabilities(single), probabilities(brief)];
    expect(exact).toHaveLength(48);
    const apart = exact.map((value, at) => Math.abs(value - (rounded[at] ?? Number.NaN)));
    expect(Math.max(...apart)).toBeLessThan(0.05);
    expect(Math.max(...apart)).toBeGreaterThan(0); // it did compute in bf16
  });

  it('refuses a model whose graph is none of ours, with the reason', async () => {
    const onnx = Buffer.from(small('antony', systemOneHeads));
    onnx.write('Selu', onnx.indexOf('Relu'));
    const options = { name: 'odd', threads: 1, device: 'cpu', precision: 'fp32' } as const;
    const opened = await openEngineSession(onnx, signature(64, quadrants), options);
    expect(opened.ok ? null : opened.failure).toMatchObject({ code: 'engine-unavailable' });
    expect(opened.ok ? '' : opened.failure.message).toContain('Selu');
  });
});

describe('a model on a device that is missing', () => {
  it("grades on the processor, says why, and gives the processor's grades", async ({ skip }) => {
    const path = writeTinyModel(folder);
    const inference = openInferenceHere();
    const plain = valueOrThrow(await inference.open(path));
    expect(plain).toMatchObject({ note: null, runtime: { device: 'cpu', precision: 'fp32', name: 'onnxruntime' } });
    const hip = {
      pixels: Uint8Array.from({ length: 224 * 224 }, (_, at) => (at * 3) % 256),
      landmarks: Array.from({ length: 80 }, (_, at) => ({ x: 60 + at, y: 100 })),
      numbering: 'original' as const,
    };
    const [expected] = valueOrThrow(await inference.grade(path, [hip]));
    const asked = valueOrThrow(await inference.open(path, { device: 'cuda', precision: 'fp32' }));
    if (asked.runtime.device === 'cuda') skip('this machine has a GPU');
    expect(asked.note).toMatch(
      /^Grading on cuda in fp32 is not available on this computer, so it runs on cpu in fp32\. ONNX Runtime: /,
    );
    expect(asked.note?.match(/not available on this computer/g)).toHaveLength(1);
    const [graded] = valueOrThrow(await inference.grade(path, [hip]));
    await inference.close();
    expect(graded?.maps).toEqual(expected?.maps);
    expect({ ...graded?.grading, milliseconds: 0 }).toEqual({ ...expected?.grading, milliseconds: 0 });
  });
});
