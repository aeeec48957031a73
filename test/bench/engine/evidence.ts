// `npm run bench:evidence`: grades and Grad-CAM of several hips at once with the shipped model, on ONNX Runtime and on the libtorch engine
// in bf16, against PyTorch's ResNet-18, in turns within one run. PyTorch runs in OSTEOGRADE_PYTHON. Its pictures have three channels
// instead of one, which is 4% more to compute. Options: --hips=8,32 --rounds=7 --threads=2 --model=FILE.onnx

import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { LANDMARK_TABLES } from '../../../main/domain/landmark-table.ts';
import { openModel } from '../../../main/inference/model.ts';
import { startPeer } from './sides.ts';

const { values: options } = parseArgs({
  options: {
    hips: { type: 'string', default: '8,32' },
    rounds: { type: 'string', default: '7' },
    threads: { type: 'string', default: String(availableParallelism()) },
    model: {
      type: 'string',
      default: fileURLToPath(new URL('../../../resources/models/masked-resnet18-phantom.onnx', import.meta.url)),
    },
  },
});
const counts = options.hips.split(',').map(Number);
const [threads, rounds] = [Number(options.threads), Number(options.rounds)];
const folder = mkdtempSync(join(tmpdir(), 'osteograde-evidence-'));
const crops = Array.from({ length: Math.max(...counts) }, (_, hip) => ({
  pixels: Uint8Array.from({ length: 224 * 224 }, (_value, at) => (at * (hip + 3)) % 256),
  landmarks: Array.from({ length: 80 }, (_point, at) => ({ x: 60 + at, y: 100 })),
}));
const settings = { network: 'resnet18', batch: Math.max(...counts), size: 224, threads, folder } as const;
const peers = {
  fp32: await startPeer({ ...settings, precision: 'fp32' }),
  bf16: await startPeer({ ...settings, precision: 'bf16' }),
};
const models = {
  fp32: valueOrThrow(await openModel(options.model, { threads })),
  bf16: valueOrThrow(await openModel(options.model, { threads, precision: 'bf16' })),
};

try {
  console.log(`${cpus()[0]?.model}, ${threads} threads, load ${load()}, ${peers.fp32.version}`);
  for (const hips of counts) {
    const times: Record<string, number[]> = {};
    for (let round = -1; round < rounds; round++) {
      for (const [name, run] of Object.entries({
        'PyTorch fp32': async () => (await peers.fp32.tell(`evidence ${hips}`))['milliseconds'] ?? Number.NaN,
        'PyTorch bf16': async () => (await peers.bf16.tell(`evidence ${hips}`))['milliseconds'] ?? Number.NaN,
        'ours fp32': () => timeOf(models.fp32, hips),
        'ours bf16': () => timeOf(models.bf16, hips),
      })) {
        const milliseconds = await run();
        if (round >= 0) (times[name] ??= []).push(milliseconds);
      }
    }
    const peer = times['PyTorch fp32'] ?? [];
    for (const [name, list] of Object.entries(times)) {
      const ratios = list.map((own, round) => (peer[round] ?? Number.NaN) / own);
      const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
      console.log(
        `${hips} hips, ${name}: ${median(list).toFixed(0)} ms, ${median(ratios).toFixed(2)} times PyTorch fp32 (${range})`,
      );
    }
  }
  console.log(`load ${load()}`);
} finally {
  for (const one of Object.values(peers)) await one.stop();
  for (const one of Object.values(models)) await one.close();
  rmSync(folder, { recursive: true });
}

async function timeOf(model: (typeof models)['fp32'], hips: number): Promise<number> {
  const began = performance.now();
  valueOrThrow(await model.gradeBatch(crops.slice(0, hips), LANDMARK_TABLES.original));
  return performance.now() - began;
}

function load(): string {
  return loadavg()
    .map((average) => average.toFixed(1))
    .join(' ');
}

function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[list.length >> 1] ?? Number.NaN;
}
