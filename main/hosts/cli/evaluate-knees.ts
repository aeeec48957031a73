// `osteograde evaluate` with a model of System 3.

import { failed, FailureError, valueOrThrow } from '../../domain/failure.ts';
import { evaluateKnees } from '../../learning/evaluation/evaluate-knees.ts';
import type { InstalledModel } from '../../learning/grading/installed-models.ts';
import type { EvaluateChoices } from './evaluate-choices.ts';
import type { Terminal } from './terminal.ts';
import { outputText } from '../text/output.ts';

const FIGURE_NAMES: Readonly<Record<string, string>> = outputText.evaluate.kneeFigure;

/** True if every image was graded. */
export async function evaluateKneeModel(
  model: InstalledModel,
  folder: string | undefined,
  { seed, json }: EvaluateChoices,
  terminal: Terminal,
): Promise<boolean> {
  if (folder === undefined) throw new FailureError(failed('bad-request', outputText.evaluate.noKneePhantoms).failure);
  const progress = (done: number): void => terminal.progress(outputText.evaluate.gradedKnees(done));
  const evaluation = valueOrThrow(await evaluateKnees({ folder, model, seed }, progress));
  if (json === true) {
    terminal.json(evaluation, 2);
    return evaluation.errors.length === 0;
  }
  for (const { part, knees, subjects, figures, confusion } of evaluation.parts) {
    terminal.line(outputText.evaluate.knees({ model: evaluation.model, part, knees, subjects }));
    for (const { name, value, low, high } of figures)
      terminal.line(`  ${(FIGURE_NAMES[name] ?? name).padEnd(28)} ${outputText.shared.interval(value, low, high)}`);
    terminal.line(`  ${outputText.evaluate.confusion}`);
    confusion.forEach((row, grade) => terminal.line(`  ${grade}  ${row.map((count) => String(count).padStart(5)).join('')}`));
  }
  terminal.line(outputText.evaluate.timePerKnee(evaluation.millisecondsPerKnee));
  for (const { failure } of evaluation.errors) terminal.error(failure.message);
  return evaluation.errors.length === 0;
}
