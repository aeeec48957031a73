// `osteograde evaluate` with a model of System 3.

import { failed, FailureError, valueOrThrow } from '../../domain/failure.ts';
import { evaluateKnees } from '../../learning/evaluation/evaluate-knees.ts';
import type { InstalledModel } from '../../learning/grading/installed-models.ts';
import type { EvaluateChoices } from './evaluate-choices.ts';
import type { Terminal } from './terminal.ts';

const NO_PHANTOMS = 'There are no knee phantoms. Name a folder with images in class folders, for example one that contains test.';

const FIGURE_NAMES: Readonly<Record<string, string>> = {
  quadraticKappa: 'quadratic kappa',
  linearKappa: 'linear kappa',
  auc: 'grade 1 and above, AUC',
};

/** True if every image was graded. */
export async function evaluateKneeModel(
  model: InstalledModel,
  folder: string | undefined,
  { seed, json }: EvaluateChoices,
  terminal: Terminal,
): Promise<boolean> {
  if (folder === undefined) throw new FailureError(failed('bad-request', NO_PHANTOMS).failure);
  const progress = (done: number): void => terminal.progress(`Graded ${done} knees`);
  const evaluation = valueOrThrow(await evaluateKnees({ folder, model, seed }, progress));
  if (json === true) {
    terminal.line(JSON.stringify(evaluation, null, 2));
    return evaluation.errors.length === 0;
  }
  for (const { part, knees, subjects, figures, confusion } of evaluation.parts) {
    terminal.line(`${evaluation.model} on ${part}: ${knees} knees of ${subjects} subjects`);
    for (const { name, value, low, high } of figures)
      terminal.line(
        `  ${(FIGURE_NAMES[name] ?? name).padEnd(28)} ${value.toFixed(3)}  (95% interval ${low.toFixed(3)} to ${high.toFixed(3)})`,
      );
    terminal.line('  true grade, and how many knees the model graded 0 to 4');
    confusion.forEach((row, grade) => terminal.line(`  ${grade}  ${row.map((count) => String(count).padStart(5)).join('')}`));
  }
  terminal.line(`median time per knee ${evaluation.millisecondsPerKnee.toFixed(0)} ms`);
  for (const { failure } of evaluation.errors) terminal.error(failure.message);
  return evaluation.errors.length === 0;
}
