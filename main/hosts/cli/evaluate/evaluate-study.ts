// `osteograde evaluate --study`: measures a model on one part of a study's split.

import { resolve } from 'node:path';
import { openInferenceHere } from '../../../inference/inference.ts';
import { evaluationJson } from '../../../learning/evaluation/evaluation-json.ts';
import type { InstalledModel } from '../../../learning/grading/installed-models.ts';
import { evaluateStudyFolder, type EvaluatedPart } from '../../../services/evaluation/evaluate-part.ts';
import { writeEvaluationFiles } from '../../../services/evaluation/export-evaluation.ts';
import type { HostEnvironment } from '../../build-environment.ts';
import { outputText } from '../../text/output.ts';
import type { EvaluateChoices } from './evaluate-choices.ts';
import { measuredLines } from './measured-lines.ts';
import { stopSignal } from '../stop-signal.ts';
import type { Terminal } from '../terminal.ts';

export async function evaluateOnStudy(
  environment: HostEnvironment,
  { model, study }: { readonly model: InstalledModel; readonly study: string },
  choices: EvaluateChoices,
  terminal: Terminal,
): Promise<void> {
  const inference = openInferenceHere();
  const { seed, split: part = 'test', splitName, pseudonyms = false, figures } = choices;
  const order = { folder: resolve(study), model, part, splitName, seed, pseudonyms };
  const progress = (done: number, total: number): void => terminal.progress(outputText.evaluate.gradingHip(done, total));
  try {
    const evaluated = await evaluateStudyFolder(environment, order, inference, { progress, signal: stopSignal() });
    const { evaluation } = evaluated;
    if (figures !== undefined) await writeEvaluationFiles(resolve(figures), evaluation, new Date(evaluation.measuredAt));
    show(evaluated, choices, terminal);
  } finally {
    await inference.close();
  }
}

function show(
  { evaluation, earlierModels, notKept, onCard }: EvaluatedPart,
  { json }: EvaluateChoices,
  terminal: Terminal,
): void {
  const { model, split, splitName, measured, rows, unlabelled, leftOut } = evaluation;
  if (notKept !== null) terminal.error(outputText.evaluate.notKept(notKept.message));
  if (json === true) {
    const { meanQuadraticKappa: meanKappa } = measured.figures;
    const kappa = Object.fromEntries(
      Object.entries(measured.answers).map(([answer, { figures }]) => [answer, figures['quadraticKappa']]),
    );
    const shape = evaluationJson({ model: model.name, split }, measured, rows);
    const about = { sha256: model.sha256, splitName, unlabelled, leftOut, earlierModels, onCard };
    terminal.json({ ...shape, ...about, meanKappa, kappa }, 2);
    return;
  }
  terminal.line(outputText.evaluate.hips(model.name, measured.hips, measured.subjects));
  terminal.line(outputText.evaluate.part(split, splitName));
  for (const line of measuredLines(measured)) terminal.line(line);
  if (unlabelled + leftOut > 0) terminal.line(outputText.evaluate.notMeasured(unlabelled, leftOut));
  if (split === 'train') terminal.line(outputText.evaluate.trainPart);
  if (split === 'val') terminal.line(outputText.evaluate.valPart);
  if (earlierModels.length > 0) terminal.line(outputText.evaluate.usedBefore(split, earlierModels));
  if (onCard) terminal.line(outputText.evaluate.onCard);
}
