// `npm run bench:findings`: System 4 on phantoms, with the figures of von Schacky's tables, on hips that were not used for any selection.
// Options: --subjects 800 --grades balanced --test 300 --test-grades balanced --start 10 (epochs at 112 pixels first) --epochs 15 --size 224
// --batch 32 --class-weights none --seed 123 --backbone resnet18 --home build/bench/findings. Resumes where it stopped.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { seededRandom } from '../../../main/domain/random.ts';
import { phantomFindings } from '../../../main/learning/data/phantom-hip-set.ts';
import { withContrast } from '../../../main/learning/data/contrast.ts';
import { clusteredEstimate } from '../../../main/statistics/bootstrap.ts';
import { recipeSchema } from '../../../main/training/recipe.ts';
import { figuresOf, gradedAnswersOf, type GradedAnswer } from '../../../main/training/tasks/graded-figures.ts';
import { findingQuestions } from '../../../main/training/tasks/hip-findings.ts';
import { table } from './results.ts';
import { runRecipe, say } from './run-recipe.ts';

const { values: options } = parseArgs({
  options: {
    subjects: { type: 'string', default: '800' },
    grades: { type: 'string', default: 'balanced' },
    validation: { type: 'string', default: '100' },
    test: { type: 'string', default: '300' },
    'test-grades': { type: 'string', default: 'published' },
    start: { type: 'string', default: '10' },
    epochs: { type: 'string', default: '15' },
    size: { type: 'string', default: '224' },
    batch: { type: 'string', default: '32' },
    'class-weights': { type: 'string', default: 'balanced' },
    seed: { type: 'string', default: '123' },
    backbone: { type: 'string', default: 'resnet18' },
    home: { type: 'string', default: 'build/bench/findings' },
  },
});
const [size, batch, seed] = [options.size, options.batch, options.seed].map(Number);
const cohort = 20261121; // for training; validation uses + 1 and test + 3, because + 2 was used while the recipe was developed
const recipe = recipeSchema.parse({
  name: 'bench-findings',
  system: 4,
  backbone: options.backbone,
  data: {
    kind: 'phantom',
    seed: cohort,
    training: [{ subjects: Number(options.subjects), grades: options.grades, labels: 'strong' }],
    validation: { seed: cohort + 1, subjects: Number(options.validation) },
    test: { seed: cohort + 3, subjects: Number(options.test) },
  },
  intensity: 'stretch',
  weights: {
    'femoral-osteophytes': 1 / 4,
    'acetabular-osteophytes': 1 / 4,
    'joint-space-narrowing': 1 / 4,
    sclerosis: 1 / 16,
    cysts: 1 / 16,
  },
  loss: 'cross-entropy',
  smoothing: 0,
  classWeights: options['class-weights'],
  seed,
  batch,
  stages: [
    { size: 112, epochs: Number(options.start) },
    { size, epochs: Number(options.epochs) },
  ],
  optimizer: { kind: 'adamw', learningRate: 1e-3, weightDecay: 0.02, beta1: 0.9, beta2: 0.99 },
  schedule: { kind: 'one-cycle', warmUp: 0.3 },
  augmentation: { rotationDegrees: 10, shiftPixels: 6, scale: 0.06, gain: 0.15, offset: 0.08 },
  precision: 'bf16',
});
if (recipe.system !== 4) throw new Error('The bench created a recipe of another system.');
const questions = findingQuestions(recipe);

const test = withContrast(
  valueOrThrow(
    await phantomFindings(
      {
        cache: join(options.home, 'pictures'),
        seed: cohort + 3,
        groups: [
          {
            subjects: Number(options.test),
            grades: options['test-grades'] === 'balanced' ? 'balanced' : 'published',
            labels: 'strong',
          },
        ],
        version: 'bench',
      },
      (done, total) => done % 100 === 0 && say(`preparing test ${done}/${total}`),
      new AbortController().signal,
    ),
  ),
);
const name = [
  options.backbone,
  options.subjects,
  options.grades,
  options.start,
  options.epochs,
  size,
  batch,
  options['class-weights'],
  seed,
].join('-');
const [answers] = await runRecipe({ recipe, home: options.home, name }, ['best-kappa'], (network) =>
  gradedAnswersOf({ network, pictures: test, questions, loss: 'cross-entropy' }, { size: { height: size, width: size }, batch }),
);

const rows = questions.map(({ label, grades }) => {
  const own = answers.get(label) ?? [];
  const interval = (statistic: (some: readonly GradedAnswer[]) => number): string => {
    const { value, low, high } = clusteredEstimate(own, statistic, seededRandom(`${seed}/${label}`));
    return `${value.toFixed(3)} (${low.toFixed(2)}-${high.toFixed(2)})`;
  };
  const { sensitivity, specificity, precision, f1 } = presence(own);
  return [
    label,
    String(own.filter(({ truth }) => truth > 0).length),
    interval((some) => figuresOf(some, grades).accuracy),
    interval((some) => figuresOf(some, grades).linearKappa),
    ...[precision, sensitivity, specificity, f1].map((value) => value.toFixed(2)),
    interval((some) => figuresOf(some, grades).auc),
  ];
});
const header = [
  'finding',
  'positives',
  'accuracy',
  'linear kappa',
  'precision',
  'sensitivity',
  'specificity',
  'F1',
  'AUC of presence',
];
process.stdout.write(
  `${test.items.length} test hips (phantoms, ${options['test-grades']} grades), seed ${seed}\n${table(header, rows)}\n`,
);

/** Sensitivity, specificity, precision and F1 for any grade above 0. */
function presence(own: readonly GradedAnswer[]) {
  const count = (truth: boolean, predicted: boolean): number =>
    own.filter((each) => each.truth > 0 === truth && each.predicted > 0 === predicted).length;
  const [hit, missed, wrong, right] = [count(true, true), count(true, false), count(false, true), count(false, false)];
  return {
    sensitivity: hit / (hit + missed),
    specificity: right / (right + wrong),
    precision: hit / (hit + wrong),
    f1: (2 * hit) / (2 * hit + missed + wrong),
  };
}
