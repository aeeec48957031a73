// `osteograde evaluate`: measures a model on a folder with labels, or on phantoms that no training used.

import { resolve } from 'node:path';
import { valueOrThrow } from '../../domain/failure.ts';
import { evaluateFolder } from '../../learning/evaluation/evaluate-folder.ts';
import type { AnswersEvaluation } from '../../learning/evaluation/answer-figures.ts';
import { evaluateAnswers, evaluateModel } from '../../learning/evaluation/evaluate-on-phantoms.ts';
import type { Evaluation } from '../../learning/evaluation/evaluation.ts';
import { locatingNetworks } from '../../learning/grading/find-hips.ts';
import { openInferenceHere } from '../../inference/inference.ts';
import { chosenModel, jointOf } from '../../learning/grading/installed-models.ts';
import { buildEnvironment } from '../build-workstation.ts';
import type { EvaluateChoices } from './evaluate-choices.ts';
import type { Terminal } from './terminal.ts';
import { stopSignal } from './stop-signal.ts';

/** True if every file was graded. */
export async function evaluate(folder: string | undefined, choices: EvaluateChoices, terminal: Terminal): Promise<boolean> {
  const environment = buildEnvironment({ host: 'cli' });
  const model = valueOrThrow(await chosenModel(environment, choices.model));
  if (jointOf(model.card) === 'knee') {
    const { evaluateKneeModel } = await import('./evaluate-knees.ts');
    return evaluateKneeModel(model, folder, choices, terminal);
  }
  const { subjects, seed } = choices;
  if (folder === undefined) {
    const progress = (done: number, total: number): void => terminal.progress(`Grading hip ${done} of ${total}`);
    const options = { model: model.path, subjects, seed };
    const evaluation: Evaluation | AnswersEvaluation =
      model.card.system === 1
        ? valueOrThrow(await evaluateModel(options, progress, stopSignal()))
        : valueOrThrow(await evaluateAnswers(options, progress, stopSignal()));
    show(evaluation, choices, terminal);
    return true;
  }
  const inference = openInferenceHere();
  try {
    const order = { folder: resolve(folder), model, seed, networks: locatingNetworks(environment) };
    const evaluation = valueOrThrow(await evaluateFolder(order, inference, (done) => terminal.progress(`Graded ${done} hips`)));
    show(evaluation, choices, terminal);
    if (choices.json !== true) for (const { failure } of evaluation.errors) terminal.error(failure.message);
    return evaluation.errors.length === 0;
  } finally {
    await inference.close();
  }
}

function show(evaluation: Evaluation | AnswersEvaluation, choices: EvaluateChoices, terminal: Terminal): void {
  if (choices.json === true) {
    terminal.line(JSON.stringify(evaluation, null, 2));
    return;
  }
  terminal.line(`${evaluation.model}: ${evaluation.hips} hips of ${evaluation.subjects} subjects`);
  if ('answers' in evaluation) showAnswers(evaluation, terminal);
  else showGrades(evaluation, terminal);
  terminal.line(`mass inside the zone   ${interval(evaluation.attentionInZone)}`);
  terminal.line(`median time per hip    ${evaluation.millisecondsPerHip.toFixed(0)} ms`);
}

function showGrades(evaluation: Evaluation, terminal: Terminal): void {
  terminal.line(`mean kappa             ${interval(evaluation.meanKappa)}`);
  for (const [quadrant, kappa] of Object.entries(evaluation.kappa)) terminal.line(`  ${quadrant.padEnd(20)} ${interval(kappa)}`);
  terminal.line(`any osteophyte, AUC    ${interval(evaluation.globalAuc)}`);
  terminal.line(
    `peak inside the zone   ${interval(evaluation.peakInZone)}  of ${evaluation.positiveQuadrants} positive quadrants`,
  );
  for (const [quadrant, share] of Object.entries(evaluation.peakInZoneByQuadrant))
    terminal.line(`  ${quadrant.padEnd(20)} ${share.toFixed(3)}`);
}

function showAnswers(evaluation: AnswersEvaluation, terminal: Terminal): void {
  for (const [answer, { accuracy, auc, kappa, positives }] of Object.entries(evaluation.answers)) {
    terminal.line(`${answer}, ${positives} positive`);
    terminal.line(`  accuracy             ${interval(accuracy)}`);
    terminal.line(`  presence, AUC        ${interval(auc)}`);
    terminal.line(`  kappa                ${interval(kappa)}`);
  }
  terminal.line(`peak inside the zone   ${interval(evaluation.peakInZone)}  of truly positive answers with a zone`);
}

/** A figure is not defined if, for example, all true labels are the same. */
function interval({ value, low, high }: Evaluation['meanKappa']): string {
  if (Number.isNaN(value)) return 'not defined on these data';
  return `${value.toFixed(3)}  (95% interval ${low.toFixed(3)} to ${high.toFixed(3)})`;
}
