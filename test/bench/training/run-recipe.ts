// One run of a recipe inside a bench: taken up where an earlier start of the bench left it, and not done twice.

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
  /** Runs and prepared pictures lie in it. */
  readonly home: string;
  /** The run's folder in there. */
  readonly name: string;
  /** Of class folders, and of weights to start from. */
  readonly data?: string | undefined;
  readonly weights?: string | undefined;
}

const never = new AbortController().signal;

/** Trains to the recipe's end; then `look` sees the network of each checkpoint asked for. */
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
          const told = Object.entries(figures).filter(([figure]) => !figure.includes('.'));
          const words = told.map(([figure, value]) => `${figure} ${value.toFixed(3)}`).join(', ');
          say(
            `${name}: epoch ${epoch}/${epochs}, train ${trainLoss.toFixed(3)}, ${words}; best ${best.join(' ')}; ${picturesPerSecond.toFixed(0)}/s`,
          );
        }
      },
      never,
    );
    valueOrThrow(ended);
    const seen: T[] = [];
    for (const checkpoint of checkpoints) {
      const kept = valueOrThrow(await loadCheckpoint(folder, checkpoint));
      const network = openNetwork(architecture, kept.weights, engine);
      seen.push(await look(network, checkpoint));
      network.dispose();
    }
    return seen;
  } finally {
    engine.dispose();
  }
}

/** Progress goes beside the results. */
export function say(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}
