// `osteograde evaluate` with a model of System 3.

import { resolve } from 'node:path';
import { failed, FailureError, valueOrThrow } from '../../../domain/failure.ts';
import { evaluateKnees, type KneeEvaluation } from '../../../learning/evaluation/evaluate-knees.ts';
import type { InstalledModel } from '../../../learning/grading/installed-models.ts';
import type { EvaluateChoices } from '../evaluate/evaluate-choices.ts';
import { buildEnvironment } from '../../build-environment.ts';
import { openClosingSummary } from '../closing-summary.ts';
import { kneeGraderOn } from '../remote/predict-on.ts';
import { stopSignal } from '../stop-signal.ts';
import type { Terminal } from '../terminal.ts';
import { outputText } from '../../text/output.ts';

const FIGURE_NAMES: Readonly<Record<string, string>> = outputText.evaluate.kneeFigure;

/** True if every image was graded. */
export async function evaluateKneeModel(
  model: InstalledModel,
  folder: string | undefined,
  { seed, json, saveProblems, figures: folderOfFigures, on, study, device = 'cpu', precision = 'fp32' }: EvaluateChoices,
  terminal: Terminal,
): Promise<boolean> {
  if (device !== 'cpu' || precision !== 'fp32')
    throw new FailureError(failed('bad-request', outputText.predict.onlyHips(model.name)).failure);
  if (study !== undefined) throw new FailureError(failed('bad-request', outputText.evaluate.noKneesOfStudy(model.name)).failure);
  if (folder === undefined) throw new FailureError(failed('bad-request', outputText.evaluate.noKneePhantoms).failure);
  const environment = buildEnvironment({ host: 'cli' });
  const { startReader, now } = environment;
  const progress = (done: number): void => terminal.progress(outputText.evaluate.gradedKnees(done));
  const { grader, close } = await kneeGraderOn(on, model.path, { environment, terminal, signal: stopSignal() });
  let evaluation: KneeEvaluation;
  try {
    evaluation = valueOrThrow(await evaluateKnees({ folder, model, seed, startReader, grader }, progress));
  } finally {
    await close();
  }
  const summary = openClosingSummary(terminal, { quiet: json === true });
  for (const { file, failure } of [...evaluation.errors, ...evaluation.leftOut]) summary.problem(file, failure);
  if (folderOfFigures !== undefined) {
    const { writeKneeFiles } = await import('../../../services/evaluation/export-evaluation.ts');
    await writeKneeFiles(resolve(folderOfFigures), evaluation.parts, now());
  }
  if (json === true) {
    terminal.json(evaluation, 2);
    await summary.end(saveProblems);
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
  await summary.end(saveProblems);
  return evaluation.errors.length === 0;
}
