// `npm run bench:precision`: how many grades of phantom hips differ between fp32 and bf16, and by how much.
// Options: --model=FILE.onnx --subjects=1000 --seed=20271201 --minutes=60 --threads=1

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { LANDMARK_TABLES } from '../../../main/domain/landmark-table.ts';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import type { GradedHip } from '../../../main/inference/graded-hip.ts';
import { openModel } from '../../../main/inference/model.ts';
import { phantomHips } from '../../../main/phantom/hips.ts';

const { values: options } = parseArgs({
  options: {
    model: {
      type: 'string',
      default: fileURLToPath(new URL('../../../resources/models/masked-resnet18-phantom.onnx', import.meta.url)),
    },
    subjects: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '20271201' },
    minutes: { type: 'string', default: '60' },
    threads: { type: 'string', default: '1' },
  },
});
const threads = Number(options.threads);
const fp32 = valueOrThrow(await openModel(options.model, { threads }));
const bf16 = valueOrThrow(await openModel(options.model, { threads, precision: 'bf16' }));
if (bf16.note !== null) throw new Error(bf16.note);
const seen = { hips: 0, grades: 0, differ: 0, byTwo: 0, largest: 0, peaks: 0, samePeak: 0 };
const until = performance.now() + Number(options.minutes) * 60_000;
for await (const { crop8: pixels, landmarks } of phantomHips({
  subjects: Number(options.subjects),
  visits: 1,
  seed: Number(options.seed),
})) {
  const [exact, rounded] = await Promise.all(
    [fp32, bf16].map(async (model) => valueOrThrow(await model.grade({ pixels, landmarks }, LANDMARK_TABLES.original))),
  );
  if (exact !== undefined && rounded !== undefined) compare(exact, rounded);
  if (seen.hips % 50 === 0) console.log(JSON.stringify(seen));
  if (performance.now() > until) break;
}
const percent = ((100 * seen.differ) / seen.grades).toFixed(2);
console.log(`${seen.hips} hips: ${seen.differ} of ${seen.grades} grades differ (${percent}%), ${seen.byTwo} by two or more.`);
console.log(`The largest difference of a probability is ${seen.largest.toFixed(3)}.`);
console.log(`${seen.samePeak} of ${seen.peaks} heatmaps peak within 2 mm of each other.`);
await fp32.close();
await bf16.close();

function compare({ grading: exact }: GradedHip, { grading: rounded }: GradedHip): void {
  if (exact.kind !== 'grades' || rounded.kind !== 'grades') throw new Error('Choose a model of System 1.');
  seen.hips += 1;
  for (const quadrant of QUADRANTS) {
    const [a, b] = [exact.quadrants[quadrant], rounded.quadrants[quadrant]];
    const apart = Math.abs(a.grade - b.grade);
    seen.grades += 1;
    seen.differ += apart > 0 ? 1 : 0;
    seen.byTwo += apart > 1 ? 1 : 0;
    seen.peaks += 1;
    seen.samePeak += Math.hypot(a.peak.x - b.peak.x, a.peak.y - b.peak.y) <= 5 ? 1 : 0;
    for (const [grade, probability] of a.probabilities.entries())
      seen.largest = Math.max(seen.largest, Math.abs(probability - (b.probabilities[grade] ?? Number.NaN)));
  }
}
