// `npm run bench:weak`: what weak labels are worth (Ye, tables 2 to 4): a fixed number of strong phantom hips, growing numbers of weak ones,
// each strategy, several seeds. Options: --strong 500 --weak 500,1000,1500 --seeds 123,124,125 --strategies masked,dual-head-mil,...
// --size 112 --epochs 12 (or --pictures 48000 for the same number of steps with every budget) --batch 32 --grades published
// --validation 150 --test 300 --home build/bench/weak. Resumes where it stopped.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { phantomHipSet } from '../../../main/learning/data/phantom-hip-set.ts';
import { recipeSchema, type RecipeOf } from '../../../main/training/recipe.ts';
import { hipFigures } from '../../../main/training/tasks/hip-figures.ts';
import { STRATEGIES, type Strategy } from '../../../main/training/tasks/hip-supervision.ts';
import { meanAndDeviation, openResults, table } from './results.ts';
import { runRecipe, say } from './run-recipe.ts';

const { values: options } = parseArgs({
  options: {
    strong: { type: 'string', default: '500' },
    weak: { type: 'string', default: '500,1000,1500' },
    seeds: { type: 'string', default: '123,124,125' },
    strategies: { type: 'string', default: 'strong-only,masked,dual-head-mil,pure-mil,soft-or,attention-mil,oracle' },
    epochs: { type: 'string', default: '12' },
    pictures: { type: 'string' },
    size: { type: 'string', default: '112' },
    batch: { type: 'string', default: '32' },
    grades: { type: 'string', default: 'published' },
    validation: { type: 'string', default: '150' },
    test: { type: 'string', default: '300' },
    home: { type: 'string', default: 'build/bench/weak' },
  },
});
const numbers = (text: string): number[] => text.split(',').map(Number);
const [strong, size, batch] = [options.strong, options.size, options.batch].map(Number);
const budgets = numbers(options.weak);
const strategies = options.strategies.split(',').map((name): Strategy => {
  const strategy = STRATEGIES.find((each) => each === name);
  if (strategy === undefined) throw new Error(`Unknown strategy ${name}. The strategies are ${STRATEGIES.join(', ')}.`);
  return strategy;
});

interface Outcome {
  readonly run: string;
  readonly strategy: string;
  readonly weak: number;
  readonly seed: number;
  readonly checkpoint: string;
  readonly figures: Readonly<Record<string, number>>;
}

/** About one in twenty-five phantom hips has an implant and is left out. */
const subjects = Math.ceil((strong + Math.max(...budgets)) / 2 / 0.94);
const cohort = { seed: 20261101, validation: Number(options.validation), test: Number(options.test) };
const results = openResults<Outcome>(options.home);
const test = valueOrThrow(
  await phantomHipSet(
    {
      cache: join(options.home, 'pictures'),
      seed: cohort.seed + 2,
      groups: [{ subjects: cohort.test, grades: 'published', labels: 'strong' }],
      version: 'bench',
    },
    (done, total) => done % 100 === 0 && say(`preparing test ${done}/${total}`),
    new AbortController().signal,
  ),
);

for (const seed of numbers(options.seeds)) {
  for (const strategy of strategies) {
    for (const weak of strategy === 'strong-only' ? [0] : budgets) {
      const run = runName(strategy, weak, seed);
      if (results.all().some((result) => result.run === run)) continue;
      await runRecipe(
        { recipe: recipeOf(strategy, weak, seed), home: options.home, name: run },
        ['best-kappa', 'best-loss'],
        async (network, checkpoint) => {
          const figures = await hipFigures(network, test, { size: { height: size, width: size }, batch, strategy });
          results.add({ run, strategy, weak, seed, checkpoint, figures });
        },
      );
    }
  }
}
print();

function epochsOf(weak: number): number {
  return options.pictures === undefined ? Number(options.epochs) : Math.round(Number(options.pictures) / (strong + weak));
}

function runName(strategy: string, weak: number, seed: number): string {
  const shape = [epochsOf(weak), size, batch, options.grades, cohort.validation, cohort.test];
  return [strategy, strong, weak, seed, ...shape].join('-');
}

function recipeOf(strategy: Strategy, weak: number, seed: number): RecipeOf<1> {
  const recipe = recipeSchema.parse({
    name: 'bench-weak',
    system: 1,
    strategy,
    emptyGrades: 'allowed',
    backbone: 'resnet18',
    data: {
      kind: 'phantom',
      seed: cohort.seed,
      training: [{ subjects, grades: options.grades, labels: 'strong' }],
      validation: { seed: cohort.seed + 1, subjects: cohort.validation },
      test: { seed: cohort.seed + 2, subjects: cohort.test },
    },
    budget: { strong, weak },
    seed,
    batch,
    stages: [{ size, epochs: epochsOf(weak) }],
    optimizer: { kind: 'adamw', learningRate: 1e-3, weightDecay: 0.02, beta1: 0.9, beta2: 0.99 },
    schedule: { kind: 'one-cycle', warmUp: 0.15 },
    augmentation: { rotationDegrees: 10, shiftPixels: 6, scale: 0.06, gain: 0.15, offset: 0.08 },
    precision: 'bf16',
    prior: { weight: 0, radius: 20, sigma: 12 },
  });
  if (recipe.system !== 1) throw new Error('The bench created a recipe of another system.');
  return recipe;
}

/** Mean kappa on the test hips, by the figure that selects the epoch, then the kappa of each quadrant. */
function print(): void {
  const all = results.all().filter(({ run, strategy, weak, seed }) => run === runName(strategy, weak, seed));
  const rows = strategies.flatMap((strategy) =>
    [...new Set(all.filter((each) => each.strategy === strategy).map(({ weak }) => weak))].map((weak) => {
      const of = (checkpoint: string, figure: string): string =>
        meanAndDeviation(
          all
            .filter((each) => each.strategy === strategy && each.weak === weak && each.checkpoint === checkpoint)
            .map(({ figures }) => figures[figure]),
        );
      const quadrants = ['femur-superior', 'femur-inferior', 'acetabulum-superior', 'acetabulum-inferior'];
      return [
        strategy,
        String(weak),
        (weak / strong).toFixed(1),
        of('best-kappa', 'meanKappa'),
        of('best-loss', 'meanKappa'),
        ...quadrants.map((quadrant) => of('best-kappa', `kappa.${quadrant}`)),
        of('best-kappa', 'globalAuc'),
      ];
    }),
  );
  const header = [
    'strategy',
    'weak hips',
    'rho',
    'mean kappa (by kappa)',
    'mean kappa (by loss)',
    'FS',
    'FI',
    'AS',
    'AI',
    'global AUC',
  ];
  process.stdout.write(
    `${strong} strong hips, ${test.hips.length} test hips, seeds ${options.seeds} (phantoms)\n${table(header, rows)}\n`,
  );
}
