// One run of a recipe in a bench. Resumes a run that was interrupted and does not repeat a finished one.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { openNetwork, type Network } from '../../../main/network/network.ts';
import { prepareTask } from '../../../main/learning/run/prepare-task.ts';
import { startingWeights } from '../../../main/learning/run/starting-weights.ts';
import { openEngine } from '../../../main/tensor/open-engine.ts';
import { architectureOf } from '../../../main/training/recipe-architecture.ts';
import type { Recipe } from '../../../main/training/recipe.ts';
import { loadCheckpoint, type CheckpointName } from '../../../main/training/run-folder.ts';
import { train } from '../../../main/training/train.ts';

export interface BenchRun {
  readonly recipe: Recipe;
  /** Folder of runs and prepared pictures. */
  readonly home: string;
  /** Name of the run's folder. */
  readonly name: string;
  /** The class folders, and the weights to start from. */
  readonly data?: string | undefined;
  readonly weights?: string | undefined;
}

const never = new AbortController().signal;

/** Trains to the recipe's end. Then calls `look` with the network of each of these checkpoints. */
export async function runRecipe<T>(
  { recipe, home, name, data, weights }: BenchRun,
  checkpoints: readonly CheckpointName[],
  look: (network: Network, checkpoint: CheckpointName) => Promise<T>,
): Promise<T[]> {
  const folder = join(home, 'runs', name);
  mkdirSync(folder, { recursive: true });
  const architecture = architectureOf(recipe);
  const progress = (set: string, done: number, total: number): void => {
    if (done % 100 === 0) say(`${name}: preparing ${set} ${done}/${total}`);
  };
  const places = { cache: join(home, 'pictures'), version: 'bench', data };
  const learned = valueOrThrow(await prepareTask(recipe, architecture, places, { progress, signal: never }));
  const engine = valueOrThrow(await openEngine({ precision: recipe.precision }));
  try {
    const first = weights === undefined ? undefined : valueOrThrow(await startingWeights(architecture, weights, recipe.seed));
    const run = {
      task: learned.on(engine),
      settings: recipe,
      engine,
      folder,
      resume: (await loadCheckpoint(folder, 'last')).ok,
      ...(first === undefined ? {} : { first }),
      now: () => performance.now(),
    };
    const ended = await train(
      run,
      (report) => {
        if (report.kind === 'epoch') {
          const { epoch, epochs, trainLoss, figures, picturesPerSecond, best } = report;
          const totals = Object.entries(figures).filter(([figure]) => !figure.includes('.'));
          const summary = totals.map(([figure, value]) => `${figure} ${value.toFixed(3)}`).join(', ');
          say(
            `${name}: epoch ${epoch}/${epochs}, train ${trainLoss.toFixed(3)}, ${summary}; best ${best.join(' ')}; ${picturesPerSecond.toFixed(0)}/s`,
          );
        }
      },
      never,
    );
    valueOrThrow(ended);
    const results: T[] = [];
    for (const checkpoint of checkpoints) {
      const kept = valueOrThrow(await loadCheckpoint(folder, checkpoint));
      const network = openNetwork(architecture, kept.weights, engine);
      results.push(await look(network, checkpoint));
      network.dispose();
    }
    return results;
  } finally {
    engine.dispose();
  }
}

/** Writes progress to stderr, so that stdout has only results. */
export function say(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}
