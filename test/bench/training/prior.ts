// `npm run bench:prior`: System 2 with and without the landmark prior (Chen, tables 3 to 5), with the same data and seeds. Per target on
// positive test hips: centre of mass, peak, spread, AUC, paired Wilcoxon test, and the share of evidence inside the true osteophyte.
// In the paper both start from ImageNet. Here both start from one network trained without the prior for `--start` epochs at 112 pixels.
// Options: --subjects 300 --grades balanced --test 200 --start 10 --epochs 8 --size 224 --batch 32 --seeds 123 --weight 0.5 --radius 20
// --sigma 30 --backbone resnet18 --home build/bench/prior. Resumes where it stopped.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { QUADRANTS, type Quadrant } from '../../../main/domain/quadrant.ts';
import { phantomHipSet } from '../../../main/learning/data/phantom-hip-set.ts';
import { wilcoxonSignedRank } from '../../../main/statistics/wilcoxon.ts';
import { recipeSchema, type Recipe } from '../../../main/training/recipe.ts';
import type { EvidencePlace } from '../../../main/training/tasks/evidence-place.ts';
import { auc, presenceReadings, type PresenceReading } from '../../../main/training/tasks/presence-figures.ts';
import { mean, openResults, table } from './results.ts';
import { runRecipe, say } from './run-recipe.ts';

const { values: options } = parseArgs({
  options: {
    subjects: { type: 'string', default: '300' },
    grades: { type: 'string', default: 'balanced' },
    validation: { type: 'string', default: '100' },
    test: { type: 'string', default: '200' },
    start: { type: 'string', default: '10' },
    epochs: { type: 'string', default: '8' },
    size: { type: 'string', default: '224' },
    batch: { type: 'string', default: '32' },
    seeds: { type: 'string', default: '123' },
    weight: { type: 'string', default: '0.5' },
    radius: { type: 'string', default: '20' },
    sigma: { type: 'string', default: '30' },
    kind: { type: 'string', default: 'plateau-gaussian' },
    backbone: { type: 'string', default: 'resnet18' },
    home: { type: 'string', default: 'build/bench/prior' },
  },
});
const [size, batch] = [Number(options.size), Number(options.batch)];

const PLACES = ['centreDistance', 'peakDistance', 'spread', 'inOutline'] as const satisfies readonly (keyof EvidencePlace)[];

interface Outcome {
  readonly run: string;
  readonly readings: readonly PresenceReading[];
}

const cohort = { seed: 20261111, subjects: Number(options.subjects) };
const results = openResults<Outcome>(options.home);
const test = valueOrThrow(
  await phantomHipSet(
    {
      cache: join(options.home, 'pictures'),
      seed: cohort.seed + 2,
      groups: [{ subjects: Number(options.test), grades: 'published', labels: 'strong' }],
      version: 'bench',
    },
    (done, total) => done % 100 === 0 && say(`preparing test ${done}/${total}`),
    new AbortController().signal,
  ),
);

const { home, seeds, ...shape } = options;
const START = { size: 112, epochs: Number(options.start) };
for (const seed of seeds.split(',').map(Number)) {
  const started = ['start', seed, options.subjects, options.grades, START.size, START.epochs, batch, options.backbone].join('-');
  await runRecipe({ recipe: recipeOf('baseline', seed, START), home, name: started }, [], () => Promise.resolve());
  const weights = join(home, 'runs', started, 'last.safetensors');
  const baseline = await readingsOf('baseline', seed, weights);
  const guided = await readingsOf('prior', seed, weights);
  print(seed, baseline, guided);
}

async function readingsOf(kind: 'baseline' | 'prior', seed: number, weights: string): Promise<readonly PresenceReading[]> {
  const run = [
    kind,
    seed,
    ...Object.entries(shape)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([, value]) => value),
  ].join('-');
  const previous = results.all().find((result) => result.run === run);
  if (previous !== undefined) return previous.readings;
  const recipe = recipeOf(kind, seed, { size, epochs: Number(options.epochs) });
  const [readings] = await runRecipe({ recipe, home, name: run, weights }, ['best-loss'], async (network) => {
    return (await presenceReadings(network, test, { size: { height: size, width: size }, batch })).readings;
  });
  results.add({ run, readings });
  return readings;
}

function recipeOf(kind: 'baseline' | 'prior', seed: number, stage: Recipe['stages'][number]): Recipe {
  return recipeSchema.parse({
    name: 'bench-prior',
    system: 2,
    emptyGrades: 'allowed',
    backbone: options.backbone,
    data: {
      kind: 'phantom',
      seed: cohort.seed,
      training: [{ subjects: cohort.subjects, grades: options.grades, labels: 'strong' }],
      validation: { seed: cohort.seed + 1, subjects: Number(options.validation) },
      test: { seed: cohort.seed + 2, subjects: Number(options.test) },
    },
    seed,
    batch,
    stages: [stage],
    optimizer: { kind: 'adamw', learningRate: 1e-3, weightDecay: 0.02, beta1: 0.9, beta2: 0.99 },
    schedule: { kind: 'one-cycle', warmUp: 0.15 },
    augmentation: { rotationDegrees: 10, shiftPixels: 6, scale: 0.06, gain: 0.15, offset: 0.08 },
    precision: 'bf16',
    prior: {
      weight: kind === 'prior' ? Number(options.weight) : 0,
      radius: Number(options.radius),
      sigma: Number(options.sigma),
      kind: options.kind,
    },
  });
}

function print(seed: number, baseline: readonly PresenceReading[], guided: readonly PresenceReading[]): void {
  const rows = QUADRANTS.map((quadrant) => {
    const [before, after] = [placesOf(baseline, quadrant), placesOf(guided, quadrant)];
    const [aucBefore, aucAfter] = [baseline, guided].map((all) => auc(all.filter((each) => each.quadrant === quadrant)));
    return [
      quadrant,
      String(before.length),
      ...PLACES.flatMap((name) => {
        const pairs = before.map((place, index) => [place[name], after[index][name]] as const);
        const finite = pairs.filter(([one, other]) => Number.isFinite(one) && Number.isFinite(other));
        const { p } = wilcoxonSignedRank(finite.map(([one, other]) => other - one));
        const digits = name === 'inOutline' ? 3 : 1;
        const [one, other] = [0, 1].map((side) => mean(finite.map((pair) => pair[side])).toFixed(digits));
        return [`${one} -> ${other}`, p.toExponential(1)];
      }),
      `${aucBefore.toFixed(3)} -> ${aucAfter.toFixed(3)}`,
    ];
  });
  const header = ['target', 'positives', 'centre of mass, px', 'p', 'peak, px', 'p', 'spread, px', 'p', 'in outline', 'p', 'AUC'];
  process.stdout.write(`seed ${seed}, ${test.hips.length} test hips (phantoms), baseline -> prior\n${table(header, rows)}\n`);
}

/** In the order of the test hips. */
function placesOf(readings: readonly PresenceReading[], quadrant: Quadrant): EvidencePlace[] {
  return readings.filter((each) => each.quadrant === quadrant).flatMap(({ place }) => (place == null ? [] : [place]));
}
