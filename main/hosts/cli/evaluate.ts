// `osteograde evaluate`: how good a model is, on a folder with labels or on phantoms that no training saw.

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
import type { Say } from './terminal.ts';
import { stoppable } from './stop-signal.ts';

export interface EvaluateChoices {
  readonly model?: string;
  readonly subjects: number;
  readonly seed: number;
  readonly json?: boolean;
}

/** True when every file could be graded. */
export async function evaluate(folder: string | undefined, choices: EvaluateChoices, say: Say): Promise<boolean> {
  const environment = buildEnvironment({ host: 'cli' });
  const model = valueOrThrow(await chosenModel(environment, choices.model));
  if (jointOf(model.card) === 'knee') {
    const { evaluateKneeModel } = await import('./evaluate-knees.ts');
    return evaluateKneeModel(model, folder, choices, say);
  }
  const { subjects, seed } = choices;
  if (folder === undefined) {
    const counted = (done: number, total: number): void => say.progress(`Grading hip ${done} of ${total}`);
    const options = { model: model.path, subjects, seed };
    const evaluation: Evaluation | AnswersEvaluation =
      model.card.system === 1
        ? valueOrThrow(await evaluateModel(options, counted, stoppable()))
        : valueOrThrow(await evaluateAnswers(options, counted, stoppable()));
    show(evaluation, choices, say);
    return true;
  }
  const inference = openInferenceHere();
  try {
    const order = { folder: resolve(folder), model, seed, networks: locatingNetworks(environment) };
    const evaluation = valueOrThrow(await evaluateFolder(order, inference, (done) => say.progress(`Graded ${done} hips`)));
    show(evaluation, choices, say);
    if (choices.json !== true) for (const { failure } of evaluation.errors) say.error(failure.message);
    return evaluation.errors.length === 0;
  } finally {
    await inference.close();
  }
}

function show(evaluation: Evaluation | AnswersEvaluation, choices: EvaluateChoices, say: Say): void {
  if (choices.json === true) {
    say.line(JSON.stringify(evaluation, null, 2));
    return;
  }
  say.line(`${evaluation.model}: ${evaluation.hips} hips of ${evaluation.subjects} subjects`);
  if ('answers' in evaluation) showAnswers(evaluation, say);
  else showGrades(evaluation, say);
  say.line(`mass inside the zone   ${interval(evaluation.attentionInZone)}`);
  say.line(`median time per hip    ${evaluation.millisecondsPerHip.toFixed(0)} ms`);
}

function showGrades(evaluation: Evaluation, say: Say): void {
  say.line(`mean kappa             ${interval(evaluation.meanKappa)}`);
  for (const [quadrant, kappa] of Object.entries(evaluation.kappa)) say.line(`  ${quadrant.padEnd(20)} ${interval(kappa)}`);
  say.line(`any osteophyte, AUC    ${interval(evaluation.globalAuc)}`);
  say.line(`peak inside the zone   ${interval(evaluation.peakInZone)}  of ${evaluation.positiveQuadrants} positive quadrants`);
  for (const [quadrant, share] of Object.entries(evaluation.peakInZoneByQuadrant))
    say.line(`  ${quadrant.padEnd(20)} ${share.toFixed(3)}`);
}

function showAnswers(evaluation: AnswersEvaluation, say: Say): void {
  for (const [answer, { accuracy, auc, kappa, positives }] of Object.entries(evaluation.answers)) {
    say.line(`${answer}, ${positives} positive`);
    say.line(`  accuracy             ${interval(accuracy)}`);
    say.line(`  presence, AUC        ${interval(auc)}`);
    say.line(`  kappa                ${interval(kappa)}`);
  }
  say.line(`peak inside the zone   ${interval(evaluation.peakInZone)}  of truly positive answers with a zone`);
}

/** Where a figure is not defined, as with truths of one kind only, that is said. */
function interval({ value, low, high }: Evaluation['meanKappa']): string {
  if (Number.isNaN(value)) return 'not defined here';
  return `${value.toFixed(3)}  (95 % interval ${low.toFixed(3)} to ${high.toFixed(3)})`;
}
