// Times the intervals of all headline figures: 2,000 draws over 5,000 hips. npm run bench:intervals [-- --rounds 5 --subjects 2500]

import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { answersOfKind } from '../../main/learning/evaluation/evaluation-rows.ts';
import { measureRows } from '../../main/learning/evaluation/measure-rows.ts';
import { drawnRows } from '../unit/learning/evaluation/drawn-rows.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, subjects: { type: 'string', default: '2500' } },
});
const rows = drawnRows(Number(values.subjects), 'many');
const answers = answersOfKind('grades');
console.log(`${rows.length} hips, load ${(loadavg()[0] ?? 0).toFixed(1)} at the start`);
const seconds: number[] = [];
for (let round = 0; round < Number(values.rounds); round++) {
  const began = performance.now();
  const { figures } = measureRows(rows, answers, { seed: 1 });
  seconds.push((performance.now() - began) / 1000);
  console.log(`round ${round + 1}: ${seconds.at(-1)?.toFixed(2)} s, ${Object.keys(figures).length} figures`);
}
const sorted = seconds.toSorted((a, b) => a - b);
console.log(
  `median ${sorted[Math.floor(sorted.length / 2)]?.toFixed(2)} s (${sorted[0]?.toFixed(2)} to ${sorted.at(-1)?.toFixed(2)})`,
);
