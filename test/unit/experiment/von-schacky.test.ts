// The figures of a whole finding are those of table 3: worked backwards from its femoral osteophytes, and by hand.

import { expect, it } from 'vitest';
import { FINDINGS } from '../../../main/domain/finding.ts';
import type { Answers } from '../../../main/experiment/figures/run-figures.ts';
import type { Finished } from '../../../main/experiment/report/finished.ts';
import { presenceOf, vonSchackyReport, weightedMean } from '../../../main/experiment/report/von-schacky.ts';
import { tinyFindings } from '../training/synthetic-hips.ts';
import { NOT_TOLD } from './planted-answers.ts';

type Answer = Answers[number];

function answersOf(counts: readonly (readonly number[])[]): Answer[] {
  const pairs = counts.flatMap((row, truth) =>
    row.flatMap((count, predicted) => Array.from({ length: count }, () => ({ truth, predicted }))),
  );
  return pairs.map((pair, item) => ({ subject: `s${item}`, item, presence: null, ...pair }));
}

/** The marginals of table 3 and of the text: of 1,538 joints 1,306 are absent, and 1,190 of the 1,249 called absent are right, and so on. */
const femoral = answersOf([
  [1190, 112, 4, 0],
  [59, 116, 5, 0],
  [0, 22, 23, 1],
  [0, 0, 2, 4],
]);

it('those of the femur are the published ones: precision .887, F1 .874, sensitivity .746 and specificity .911 of presence', () => {
  const { sensitivity, specificity } = presenceOf(femoral);
  const means = [weightedMean(femoral, 4, 'precision'), weightedMean(femoral, 4, 'f1')];
  const rounded = [...means, sensitivity, specificity].map((value) => Math.round(1000 * value) / 1000);
  expect(rounded).toEqual([0.887, 0.874, 0.746, 0.911]);
});

it('precision and F1 are means over grades, weighted by their hips; a grade never given counts 0', () => {
  const answers = answersOf([
    [2, 0, 0, 0],
    [1, 1, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 0, 0],
  ]);
  expect(weightedMean(answers, 4, 'precision')).toBeCloseTo((2 / 5) * (2 / 3) + (2 / 5) * (1 / 2) + 0, 12);
  expect(weightedMean(answers, 4, 'f1')).toBeCloseTo((2 / 5) * (4 / 5) + (2 / 5) * (2 / 4) + 0, 12);
});

it('the table has a column for each of them', () => {
  const answers = Object.fromEntries(
    FINDINGS.map(
      (finding) =>
        [
          finding,
          answersOf([
            [2, 1],
            [1, 2],
          ]),
        ] as const,
    ),
  );
  const run = { hash: 'a', recipe: tinyFindings, start: null, chosen: {} };
  const finished: Finished = { run, answers: new Map([['best-kappa', answers]]), validation: new Map(), ...NOT_TOLD };
  const [table] = vonSchackyReport([finished]).tables;
  const row = table?.rows[3] ?? [];
  expect(row).toHaveLength(table?.columns.length ?? 0);
  const values = row.slice(2, 8).map((cell) => (typeof cell === 'object' && cell !== null ? cell.value : cell));
  expect(values).toEqual([2 / 3, 2 / 3, 2 / 3, 2 / 3, 2 / 3, 1 / 3].map((value) => expect.closeTo(value, 12)));
});
