// The tensorflow engine: libtensorflow through @tensorflow/tfjs-node-gpu or @tensorflow/tfjs-node, if one of them is installed.

import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { installEarlyRelease } from '../early-release.ts';
import { unavailable } from '../engine.ts';
import type { EngineOptions, EngineResult } from '../engine.ts';
import { installGradients } from '../gradients.ts';
import { portableKernels } from '../portable-kernels.ts';

const BACKEND = 'tensorflow';
const PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

export async function openTensorflow(options: EngineOptions): Promise<EngineResult> {
  if (options.precision === 'bf16')
    return unavailable('The tensorflow engine computes in fp32 only: choose the precision "fp32".');
  installEarlyRelease();
  restoreUtil();
  const require = createRequire(import.meta.url);
  const problems: string[] = [];
  for (const name of options.device === 'cpu' ? PACKAGES.slice(1) : options.device === 'cuda' ? PACKAGES.slice(0, 1) : PACKAGES) {
    const obstacle = missingPart(require, name);
    if (obstacle !== undefined) {
      problems.push(`${name} ${obstacle}`);
      continue;
    }
    try {
      require(name);
      await tf.setBackend(BACKEND);
      return engineResult(require, name);
    } catch (error) {
      problems.push(`${name} does not load: ${firstLine(error)}`);
    }
  }
  return unavailable(
    `The tensorflow engine cannot be used: ${problems.join('; ')}. ` +
      'Its installation downloads libtensorflow. Run "npm install" on a network that allows this, or use another engine.',
  );
}

/** Says what the package lacks without loading it, because a package that loads only in part leaves its kernels behind. */
function missingPart(require: NodeJS.Require, name: string): string | undefined {
  let lib: string;
  try {
    lib = join(dirname(require.resolve(`${name}/package.json`)), 'lib');
  } catch {
    return 'is not installed';
  }
  const folders = existsSync(lib) ? readdirSync(lib) : [];
  const built = folders.some((folder) => existsSync(join(lib, folder, 'tfjs_binding.node')));
  return built ? undefined : 'is installed without its native library';
}

function engineResult(require: NodeJS.Require, name: string): EngineResult {
  installGradients();
  const version = versionOf(require(`${name}/package.json`));
  return {
    ok: true,
    value: {
      name: 'tensorflow',
      device: name.endsWith('gpu') ? 'cuda' : 'cpu',
      gpu: null,
      threads: 0,
      precision: 'fp32',
      unrepeatable: name.endsWith('gpu') ? 'TensorFlow adds in any order on a GPU' : null,
      memoryLimitBytes: null,
      version: `${name.slice('@tensorflow/'.length)} ${version}`,
      tf,
      kernels: portableKernels(),
      activate: async () => {
        await tf.setBackend(BACKEND);
      },
      memory: () => ({ tensors: tf.memory().numTensors, liveBytes: tf.memory().numBytes, peakBytes: 0, idleBytes: 0 }),
      dispose: () => {
        tf.removeBackend(BACKEND);
      },
    },
  };
}

/** tfjs-node calls two functions that Node 23 removed. */
function restoreUtil(): void {
  const removed = { isNullOrUndefined: (value: unknown) => value === null || value === undefined, isArray: Array.isArray };
  for (const [name, replacement] of Object.entries(removed))
    if (!(name in util)) Object.defineProperty(util, name, { value: replacement, configurable: true });
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

function versionOf(manifest: unknown): string {
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
}
