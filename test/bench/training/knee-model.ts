// `npm run bench:knee-model`: calibrates an exported knee model on the held-out subjects of `train`, measures it once on `val`, and writes the
// figures onto its card. Options: --data FOLDER --model FILE.onnx --recipe FILE --cache FOLDER --seed N.
// Chosen on held-out subjects: the temperature, whether the mirror image answers too, and which grade of the probabilities is the answer. Val chooses nothing.

import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { answeredGrade, MEDIAN, type AnswerRule } from '../../../main/domain/ordinal-answer.ts';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { seededRandom } from '../../../main/domain/random.ts';
import { openKneeModel, type KneeModel } from '../../../main/inference/knee-model.ts';
import type { ModelFigure } from '../../../main/inference/model-card.ts';
import { classFolderSet } from '../../../main/learning/data/class-folder-set.ts';
import { clusteredBootstrap, quantile } from '../../../main/statistics/bootstrap.ts';
import { accuracy, confusionMatrix } from '../../../main/statistics/confusion.ts';
import { linearKappa, quadraticKappa } from '../../../main/statistics/kappa.ts';
import { plainPictures } from '../../../main/training/pictures.ts';
import { parseRecipe } from '../../../main/training/recipe.ts';
import type { LabelledPictures } from '../../../main/training/tasks/labelled-pictures.ts';
import { drawnGrade } from './drawn-grade.ts';
import { say } from './run-recipe.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    model: { type: 'string' },
    recipe: { type: 'string', default: 'resources/recipes/knee-mobilenet-ordinal-masks.json' },
    cache: { type: 'string', default: 'build/bench/knee/pictures' },
    seed: { type: 'string', default: '20261127' },
  },
});
const { data: folder, model: path } = options;
if (folder === undefined || path === undefined)
  throw new Error('Give the folder that contains train and val with --data, and the model with --model.');
const recipe = valueOrThrow(parseRecipe(readFileSync(options.recipe, 'utf8')));
if (recipe.system !== 3) throw new Error('This bench needs a recipe of System 3.');
const model = valueOrThrow(await openKneeModel(path));
const GRADES = 5;

interface Answered {
  readonly subject: string;
  readonly truth: number;
  /** Log probabilities at temperature 1: of the picture, and of its mirror image. // [5] */
  readonly plain: readonly number[];
  readonly mirrored: readonly number[];
}

/** Every held-out subject answers, whatever the recipe's limit. */
const { atMost: _, ...kneeData } = recipe.data;

async function read(part: 'held-out' | 'val'): Promise<LabelledPictures> {
  const request = { folder: folder ?? '', part, data: kneeData, seed: recipe.seed, cache: options.cache };
  return valueOrThrow(await classFolderSet(request, () => undefined, new AbortController().signal));
}

async function answersTo(set: LabelledPictures, model: KneeModel, name: string, mirroredToo = true): Promise<Answered[]> {
  const { card } = model;
  const { height, width, inputRange } = card.preprocessing;
  const area = set.stored.size.height * set.stored.size.width;
  const answers: Answered[] = [];
  for (const [index, { subject, labels }] of set.items.entries()) {
    const pixels = set.stored.pixels.subarray(index * area, (index + 1) * area);
    const input = plainPictures({ pixels, size: set.stored.size }, { height, width }, inputRange);
    const flipped = input.map((_value, at) => input[at - (at % width) + width - 1 - (at % width)] ?? 0);
    const logs = async (picture: Float32Array): Promise<number[]> =>
      valueOrThrow(await model.grade(picture)).probabilities.map((p) => Math.log(Math.max(p, 1e-12)) * card.temperature);
    const plain = await logs(input);
    const mirrored = mirroredToo && !card.mirroredToo ? await logs(flipped) : plain;
    answers.push({ subject, truth: labels['kl'] ?? 0, plain, mirrored });
    if (index % 100 === 99) say(`${name}: ${index + 1} of ${set.items.length}`);
  }
  return answers;
}

interface Calibration {
  readonly mirroredToo: boolean;
  readonly temperature: number;
}

interface Rule extends Calibration {
  readonly answer: AnswerRule;
}

function probabilitiesOf({ plain, mirrored }: Answered, { mirroredToo, temperature }: Calibration): number[] {
  const logits = plain.map((value, grade) => (mirroredToo ? (value + (mirrored[grade] ?? 0)) / 2 : value) / temperature);
  const highest = Math.max(...logits);
  const shares = logits.map((logit) => Math.exp(logit - highest));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}

function logLoss(answers: readonly Answered[], rule: Calibration): number {
  return (
    answers.reduce((sum, one) => sum - Math.log(Math.max(1e-12, probabilitiesOf(one, rule)[one.truth] ?? 0)), 0) / answers.length
  );
}

/** The loss has one minimum in 1 / temperature, so a fine grid finds it. */
function fitTemperature(answers: readonly Answered[], mirroredToo: boolean): number {
  const grid = Array.from({ length: 181 }, (_, step) => Math.round(100 * (0.4 + 0.01 * step)) / 100);
  return grid.reduce((best, one) =>
    logLoss(answers, { mirroredToo, temperature: one }) < logLoss(answers, { mirroredToo, temperature: best }) ? one : best,
  );
}

/** ECE of the answered grade in 10 bins of equal mass. Naeini MP. AAAI 2015. */
function calibrationError(answers: readonly Answered[], rule: Rule): number {
  const sorted = answers
    .map((one) => {
      const shares = probabilitiesOf(one, rule);
      const grade = answeredGrade(shares, rule.answer);
      return { confidence: shares[grade] ?? Number.NaN, right: grade === one.truth ? 1 : 0 };
    })
    .toSorted((a, b) => a.confidence - b.confidence);
  let error = 0;
  for (let bin = 0; bin < 10; bin++) {
    const own = sorted.slice(Math.floor((bin * sorted.length) / 10), Math.floor(((bin + 1) * sorted.length) / 10));
    if (own.length === 0) continue;
    const gap = own.reduce((sum, { confidence, right }) => sum + confidence - right, 0);
    error += Math.abs(gap) / sorted.length;
  }
  return error;
}

function readingsOf(answers: readonly Answered[], rule: Rule) {
  return {
    truth: answers.map(({ truth }) => truth),
    predicted: answers.map((one) => answeredGrade(probabilitiesOf(one, rule), rule.answer)),
  };
}

/** Cohen's kappa without weights. */
function unweightedKappa(readings: ReturnType<typeof readingsOf>): number {
  const counts = confusionMatrix(readings, GRADES);
  const total = readings.truth.length;
  const rows = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = counts.map((_, column) => counts.reduce((sum, row) => sum + (row[column] ?? 0), 0));
  const observed = counts.reduce((sum, row, grade) => sum + (row[grade] ?? 0), 0) / total;
  const chance = rows.reduce((sum, row, grade) => sum + row * (columns[grade] ?? 0), 0) / total ** 2;
  return (observed - chance) / (1 - chance);
}

function figuresOf(answers: readonly Answered[], rule: Rule, data: string): ModelFigure[] {
  const statistics: Readonly<Record<string, (some: readonly Answered[]) => number>> = {
    'accuracy, kl': (some) => accuracy(readingsOf(some, rule)),
    'quadratic kappa, kl': (some) => quadraticKappa(readingsOf(some, rule), GRADES),
    'linear kappa, kl': (some) => linearKappa(readingsOf(some, rule), GRADES),
    'unweighted kappa, kl': (some) => unweightedKappa(readingsOf(some, rule)),
    ...Object.fromEntries(
      Array.from({ length: GRADES }, (_, grade) => [
        `recall of grade ${grade}`,
        (some: readonly Answered[]) =>
          accuracy(
            readingsOf(
              some.filter(({ truth }) => truth === grade),
              rule,
            ),
          ),
      ]),
    ),
  };
  const figures = Object.entries(statistics).map(([name, statistic]) => {
    const subjects = answers.map(({ subject }) => subject);
    const draw = (items: readonly number[]): number => statistic(items.flatMap((item) => answers[item] ?? []));
    const { low, high } = clusteredBootstrap({ subjects, statistic: draw, draws: 500 }, seededRandom(`${options.seed}/${name}`));
    return { name, value: statistic(answers), low, high, data };
  });
  return [...figures, calibrationFigure(answers, rule, data)];
}

/**
 * The calibration error, without an interval: a drawn sample shows a larger error by chance, so no bootstrap bounds it. Beside it stands what
 * a model whose probabilities are true would show on as many knees.
 */
function calibrationFigure(answers: readonly Answered[], rule: Rule, data: string): ModelFigure {
  const random = seededRandom(`${options.seed}/honest`);
  const honest = Array.from({ length: 500 }, () =>
    calibrationError(
      answers.map((one) => ({ ...one, truth: drawnGrade(probabilitiesOf(one, rule), random.next()) })),
      rule,
    ),
  ).toSorted((a, b) => a - b);
  const [low, middle, high] = [0.025, 0.5, 0.975].map((share) => quantile(honest, share).toFixed(3));
  return {
    name: 'calibration error (ECE, 10 equal-mass bins)',
    value: calibrationError(answers, rule),
    data: `${data}. Honest probabilities would show ${middle} (${low} to ${high})`,
  };
}

/** The same pictures with other greys: each grey is replaced through a table of 256. */
function withGreys(set: LabelledPictures, tableOf: (picture: Uint8Array) => Uint8Array): LabelledPictures {
  const { size } = set.stored;
  const area = size.height * size.width;
  const pixels = new Uint8Array(set.stored.pixels.length);
  for (let start = 0; start < pixels.length; start += area) {
    const picture = set.stored.pixels.subarray(start, start + area);
    const table = tableOf(picture);
    pixels.set(
      picture.map((grey) => table[grey] ?? 0),
      start,
    );
  }
  return { ...set, stored: { pixels, size } };
}

const gamma = (exponent: number) => Uint8Array.from({ length: 256 }, (_, grey) => Math.round(255 * (grey / 255) ** exponent));

/** Undoes a stretched histogram: ranks become a narrow, dark-sided bell, as in a film before enhancement (mean 0.45, sd 0.12 of the scale). */
function unenhanced(picture: Uint8Array): Uint8Array {
  const counts = new Float64Array(256);
  for (const grey of picture) counts[grey] = (counts[grey] ?? 0) + 1;
  let below = 0;
  return Uint8Array.from(counts, (count) => {
    const rank = (below + count / 2) / picture.length;
    below += count;
    return Math.round(255 * Math.min(1, Math.max(0, 0.45 + 0.12 * logit(rank) * 0.5513)));
  });
}

/** The logistic quantile, scaled by sqrt(3) / pi above to a standard deviation of 1. */
function logit(share: number): number {
  const inside = Math.min(1 - 1e-4, Math.max(1e-4, share));
  return Math.log(inside / (1 - inside));
}

const heldOut = await answersTo(await read('held-out'), model, 'held out');
// A card that was calibrated before may have the mirror image answer already. Then the plain answer alone cannot be had.
const candidates = (model.card.mirroredToo ? [true] : [false, true]).flatMap((mirroredToo) => {
  const temperature = fitTemperature(heldOut, mirroredToo);
  return (['most-probable', MEDIAN] as const).map((answer) => ({ mirroredToo, temperature, answer }));
});
for (const rule of candidates)
  say(
    `held out: ${JSON.stringify(rule)} log loss ${logLoss(heldOut, rule).toFixed(4)}, accuracy ${accuracy(readingsOf(heldOut, rule)).toFixed(4)}, quadratic kappa ${quadraticKappa(readingsOf(heldOut, rule), GRADES).toFixed(4)}`,
  );
const calibrated = candidates.reduce((best, one) => (logLoss(heldOut, one) < logLoss(heldOut, best) ? one : best));
const kappaOf = (one: Rule): number => quadraticKappa(readingsOf(heldOut, one), GRADES);
const rule = candidates
  .filter(({ mirroredToo }) => mirroredToo === calibrated.mirroredToo)
  .reduce((best, one) => (kappaOf(one) > kappaOf(best) ? one : best));
const val = await read('val');
const answers = await answersTo(val, model, 'val', rule.mirroredToo);
const what = (set: string, items: readonly Answered[]): string =>
  `${set}: ${items.length} knees of ${new Set(items.map(({ subject }) => subject)).size} subjects; intervals by subject, seed ${options.seed}`;
const figures = [
  ...figuresOf(answers, rule, what('val, which trained and chose nothing', answers)),
  ...figuresOf(
    heldOut,
    rule,
    what('subjects of train held out to choose the epoch, temperature, mirror image and answer', heldOut),
  ),
];
const changed = [
  ['contrast enhancement undone (each histogram made a narrow bell)', unenhanced],
  ['gamma 0.6', () => gamma(0.6)],
] as const;
for (const [name, tableOf] of changed) {
  const own = await answersTo(withGreys(val, tableOf), model, name, rule.mirroredToo);
  figures.push(
    ...figuresOf(own, rule, what(`val with ${name}`, own)).filter((figure) => /^(accuracy|quadratic)/.test(figure.name)),
  );
}
await model.close();
const confusion = confusionMatrix(readingsOf(answers, rule), GRADES);
const cardPath = path.replace(/\.onnx$/, '.json');
const card: object = JSON.parse(readFileSync(cardPath, 'utf8'));
writeFileSync(cardPath, `${JSON.stringify({ ...card, ...rule, figures, confusion }, null, 2)}\n`);
for (const { name, value, low, high, data } of figures) {
  const interval = low === undefined || high === undefined ? '' : `(${low.toFixed(3)} to ${high.toFixed(3)})`;
  process.stdout.write(`${name.padEnd(46)} ${value.toFixed(3)} ${interval.padEnd(16)}  ${data}\n`);
}
process.stdout.write(
  `confusion (rows: truth)\n${confusion.map((row) => row.map((count) => String(count).padStart(5)).join('')).join('\n')}\n`,
);
