// `osteograde evaluate` with a model of System 3.

import { failed, FailureError, valueOrThrow } from '../../domain/failure.ts';
import { evaluateKnees } from '../../learning/evaluation/evaluate-knees.ts';
import type { InstalledModel } from '../../learning/grading/installed-models.ts';
import type { EvaluateChoices } from './evaluate.ts';
import type { Say } from './terminal.ts';

const NO_PHANTOMS = 'There are no phantoms of knees. Name a folder of pictures in class folders, such as one that holds test.';

const WORDS: Readonly<Record<string, string>> = {
  quadraticKappa: 'quadratic kappa',
  linearKappa: 'linear kappa',
  auc: 'grade 1 and above, AUC',
};

/** True when every picture could be graded. */
export async function evaluateKneeModel(
  model: InstalledModel,
  folder: string | undefined,
  { seed, json }: EvaluateChoices,
  say: Say,
): Promise<boolean> {
  if (folder === undefined) throw new FailureError(failed('bad-request', NO_PHANTOMS).failure);
  const told = (done: number): void => say.progress(`Graded ${done} knees`);
  const evaluation = valueOrThrow(await evaluateKnees({ folder, model, seed }, told));
  if (json === true) {
    say.line(JSON.stringify(evaluation, null, 2));
    return evaluation.errors.length === 0;
  }
  for (const { part, knees, subjects, figures, confusion } of evaluation.parts) {
    say.line(`${evaluation.model} on ${part}: ${knees} knees of ${subjects} subjects`);
    for (const { name, value, low, high } of figures)
      say.line(
        `  ${(WORDS[name] ?? name).padEnd(28)} ${value.toFixed(3)}  (95 % interval ${low.toFixed(3)} to ${high.toFixed(3)})`,
      );
    say.line('  true grade, and how many the model gave 0 to 4');
    confusion.forEach((row, grade) => say.line(`  ${grade}  ${row.map((count) => String(count).padStart(5)).join('')}`));
  }
  say.line(`median time per knee ${evaluation.millisecondsPerKnee.toFixed(0)} ms`);
  for (const { failure } of evaluation.errors) say.error(failure.message);
  return evaluation.errors.length === 0;
}
