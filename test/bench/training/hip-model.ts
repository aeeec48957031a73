// `npm run bench:hip-model`: models that grade hips on unseen phantoms of version 2, plain and blurred, and what they say of real pelves.
// Options: --model FILE.onnx (repeat it to compare models on the same hips) --subjects 1050 --seed 20271127 --blur 1.5 --minutes M --data DIR
// DIR holds `pelvis/heads.csv` and `pelvis/images`. Without it the real pelves are left out. After M minutes the hips so far are measured.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { CROP_SIZE, CROP_SPACING_MM } from '../../../main/domain/hip-crop.ts';
import { LANDMARK_TABLES } from '../../../main/domain/landmark-table.ts';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import { openModel, type Model } from '../../../main/inference/model.ts';
import { gradeFigures, type EvaluatedHip } from '../../../main/learning/evaluation/grade-figures.ts';
import { phantomHips } from '../../../main/phantom/hips.ts';
import type { PhantomHip } from '../../../main/phantom/subject-hips.ts';
import { clusteredEstimate, type Estimate } from '../../../main/statistics/bootstrap.ts';
import { expectedCalibrationError } from '../../../main/statistics/calibration.ts';
import { seededRandom } from '../../../main/domain/random.ts';
import { softened } from '../../../main/training/softened.ts';
import { realCloseUps } from '../realism/crops.ts';
import { drawnGrade } from './drawn-grade.ts';
import { table } from './results.ts';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string', multiple: true, default: ['resources/models/masked-resnet18-phantom-2.onnx'] },
    subjects: { type: 'string', default: '1050' },
    seed: { type: 'string', default: '20271127' },
    blur: { type: 'string', default: '1.5' },
    minutes: { type: 'string', default: 'Infinity' },
    data: { type: 'string' },
  },
});
const seed = Number(options.seed);
const subjects = Number(options.subjects);
const blurPixels = Number(options.blur) / CROP_SPACING_MM;
const size = { height: CROP_SIZE, width: CROP_SIZE };

interface Tried {
  readonly model: Model;
  readonly plain: EvaluatedHip[];
  readonly blurred: EvaluatedHip[];
}

const tried: Tried[] = [];
for (const file of options.model)
  tried.push({ model: valueOrThrow(await openModel(file, { threads: 1 })), plain: [], blurred: [] });

let example: PhantomHip['landmarks'] | undefined;
let done = 0;
const end = performance.now() + Number(options.minutes) * 60_000;
for await (const phantom of phantomHips({ seed, subjects, visits: 1, enrichment: 'published', version: 2, workers: 2 })) {
  if (++done % 100 === 0) process.stderr.write(`${done} of ${2 * subjects} hips\n`);
  if (phantom.hip.side === 'right' && performance.now() > end) break; // a subject's right hip comes first
  if (phantom.implant) continue;
  example ??= phantom.landmarks;
  const soft = softened(phantom.crop8, size, { blur: blurPixels });
  for (const { model, plain, blurred } of tried) {
    for (const [pixels, hips] of [
      [phantom.crop8, plain],
      [soft, blurred],
    ] as const) {
      const { grading } = valueOrThrow(await model.grade({ pixels, landmarks: phantom.landmarks }, LANDMARK_TABLES.original));
      if (grading.kind !== 'grades') throw new Error(`${model.card.name} does not grade quadrants.`);
      hips.push({ hip: phantom.hip, truth: phantom.grades, grading });
    }
  }
}

const text = ({ value, low, high }: Estimate): string => `${value.toFixed(3)} (${low.toFixed(3)}-${high.toFixed(3)})`;
const rows = tried.map(({ model, plain, blurred }) => {
  const figures = gradeFigures(model.card.name, { seed }, plain);
  const soft = gradeFigures(model.card.name, { seed }, blurred);
  const answers = plain.flatMap(({ hip, truth, grading }) =>
    QUADRANTS.map((quadrant) => ({ subject: hip.subject, truth: truth[quadrant], ...grading.quadrants[quadrant] })),
  );
  const moderate = answers.filter(({ truth }) => truth === 2);
  const recall = clusteredEstimate(
    moderate,
    (some) => some.filter(({ grade }) => grade === 2).length / some.length,
    seededRandom(`${seed}/recall`),
  );
  const calibration = clusteredEstimate(answers, (some) => expectedCalibrationError(some), seededRandom(`${seed}/calibration`));
  const chance = seededRandom(`${seed}/honest`);
  const honest = Array.from({ length: 100 }, () =>
    expectedCalibrationError(
      answers.map(({ probabilities }) => ({ probabilities, truth: drawnGrade(probabilities, chance.next()) })),
    ),
  );
  return [
    model.card.name,
    String(plain.length),
    text(figures.meanKappa),
    text(recall),
    text(soft.meanKappa),
    text(calibration),
    (honest.reduce((sum, error) => sum + error, 0) / honest.length).toFixed(3),
    text(figures.globalAuc),
  ];
});
process.stdout.write(
  `Phantoms of version 2, published grades, ${subjects} subjects of seed ${seed}; 95% intervals resample subjects. Wanted: .80, .60, .60, at most .03.\n` +
    `${table(['model', 'hips', 'mean kappa', 'recall of grade 2', `mean kappa, ${options.blur} mm blur`, 'calibration error', 'if honest', 'AUC, global'], rows)}\n`,
);

const pelves = join(options.data ?? '', 'pelvis');
if (options.data === undefined || !existsSync(join(pelves, 'heads.csv')) || example === undefined) {
  process.stdout.write('Real pelves skipped: give a folder with pelvis/heads.csv and pelvis/images with --data.\n');
} else {
  const real = await realCloseUps(pelves);
  for (const { model } of tried) {
    const answers: { subject: string; diseased: boolean; global: boolean; unlike: boolean }[] = [];
    for (const [at, pixels] of real.crops.entries()) {
      const { grading } = valueOrThrow(await model.grade({ pixels, landmarks: example }, LANDMARK_TABLES.original));
      if (grading.kind !== 'grades') continue;
      const diseased = QUADRANTS.some((quadrant) => grading.quadrants[quadrant].grade > 0);
      const unlike = grading.familiarity?.unlike === true;
      answers.push({ subject: real.clusters[at], diseased, global: grading.globalProbability >= 0.5, unlike });
    }
    const share = (of: 'diseased' | 'global' | 'unlike'): string =>
      text(
        clusteredEstimate(
          answers,
          (some) => some.filter((answer) => answer[of]).length / some.length,
          seededRandom(`${seed}/real`),
        ),
      );
    process.stdout.write(
      `${model.card.name}, ${answers.length} natural heads of ${new Set(real.clusters).size} real pelves: ` +
        `a grade above 0 in ${share('diseased')}, the global answer positive in ${share('global')}, flagged as unlike in ${share('unlike')}\n`,
    );
  }
}
for (const { model } of tried) await model.close();
