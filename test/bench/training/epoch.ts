// `npm run bench:epoch`: compares a ResNet-18 epoch over cached crops, including augmentation, with the same epoch in PyTorch with a
// DataLoader (epoch.py), in turns. Options: --hips 2000 --size 224 --batch 32 --threads 2 --rounds 1 --precision fp32 --python /usr/bin/python3
// The crops are noise, because their content does not affect the time. The first tenth of each side's steps is warm-up and not counted.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { isGrade } from '../../../main/domain/grade.ts';
import { perQuadrant, QUADRANTS } from '../../../main/domain/quadrant.ts';
import { seededRandom } from '../../../main/domain/random.ts';
import { backbone } from '../../../main/network/architectures/backbone.ts';
import { systemOneHeads } from '../../../main/network/architectures/heads.ts';
import { openEngine } from '../../../main/tensor/open-engine.ts';
import { hipOsteophytes } from '../../../main/training/tasks/hip-osteophytes.ts';
import type { HipSet } from '../../../main/training/tasks/hip-set.ts';
import { train } from '../../../main/training/train.ts';

const { values: options } = parseArgs({
  options: {
    hips: { type: 'string', default: '2000' },
    size: { type: 'string', default: '224' },
    batch: { type: 'string', default: '32' },
    threads: { type: 'string', default: String(availableParallelism()) },
    rounds: { type: 'string', default: '1' },
    precision: { type: 'string', default: 'fp32' },
    python: { type: 'string', default: '/usr/bin/python3' },
  },
});
const [hips, size, batch, threads, rounds] = [options.hips, options.size, options.batch, options.threads, options.rounds].map(
  Number,
);
const precision: 'fp32' | 'bf16' = options.precision === 'bf16' ? 'bf16' : 'fp32';
const CROP = 224;
const folder = mkdtempSync(join(tmpdir(), 'osteograde-epoch-'));
const set = noise(hips);
writeFileSync(join(folder, 'crops.bin'), set.crops);

try {
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const own = await ourEpoch();
    const other = theirEpoch();
    ratios.push(own / other);
    process.stdout.write(
      `ours ${own.toFixed(1)}, PyTorch ${other.toFixed(1)} pictures per second, ratio ${(own / other).toFixed(2)}\n`,
    );
  }
  const middle = ratios.toSorted((one, two) => one - two)[Math.floor(ratios.length / 2)];
  process.stdout.write(
    `${hips} hips of ${size} x ${size}, batch ${batch}, ${threads} threads, ${precision}: ${middle.toFixed(2)} times PyTorch\n`,
  );
} finally {
  rmSync(folder, { recursive: true });
}

/** Pictures per second in an epoch of the real trainer, from the first counted step to the last. */
async function ourEpoch(): Promise<number> {
  const engine = valueOrThrow(await openEngine({ threads, precision }));
  const architecture = backbone('resnet18', { inputChannels: 1, heads: systemOneHeads });
  const augmentation = { rotationDegrees: 10, shiftPixels: 6, scale: 0.06, gain: 0.15, offset: 0.08 };
  const validation = {
    ...noise(2),
    hips: noise(2).hips.map((each, index) => ({ ...each, hip: { ...each.hip, subject: `v${index}` } })),
  };
  const times: number[] = [];
  try {
    const task = hipOsteophytes({
      architecture,
      engine,
      train: set,
      validation,
      strategy: 'oracle',
      prior: { weight: 0, radius: 1, sigma: 1 },
      augmentation,
    });
    const settings = {
      seed: 1,
      batch,
      stages: [{ size, epochs: 1 }],
      optimizer: { kind: 'adam' as const, learningRate: 1e-4, beta1: 0.9, beta2: 0.999 },
      schedule: { kind: 'constant' as const, warmUp: 0 },
      augmentation,
      precision,
    };
    const run = { task, settings, engine, folder, resume: false, now: () => performance.now() };
    valueOrThrow(
      await train(run, (report) => report.kind === 'step' && times.push(performance.now()), new AbortController().signal),
    );
  } finally {
    engine.dispose();
  }
  const first = Math.floor(times.length / 10);
  return ((times.length - 1 - first) * batch * 1000) / (times[times.length - 1] - times[first]);
}

function theirEpoch(): number {
  const script = fileURLToPath(new URL('epoch.py', import.meta.url));
  const settings = JSON.stringify({ folder, hips, crop: CROP, size, batch, threads, precision });
  const ended = spawnSync(options.python, [script, settings], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (ended.status !== 0) throw new Error(`epoch.py ended with ${ended.status}. It needs Debian's python3-torchvision.`);
  return Number(ended.stdout.trim());
}

function noise(count: number): HipSet {
  const random = seededRandom('epoch');
  const crops = new Uint8Array(count * CROP * CROP).map(() => random.below(256));
  const grade = () => {
    const drawn = random.below(4);
    return { kind: 'graded' as const, grade: isGrade(drawn) ? drawn : 0 };
  };
  return {
    crops,
    cropSize: CROP,
    hips: Array.from({ length: count }, (_, index) => ({
      hip: { subject: `s${index}`, visit: 'V00', side: 'right' as const },
      labels: { kind: 'strong' as const, quadrants: perQuadrant(grade) },
      zones: perQuadrant((quadrant) => [{ x: 50 + 30 * QUADRANTS.indexOf(quadrant), y: 100 }]),
    })),
  };
}
