// `osteograde evaluate`: measures a model on a folder with labels, or on phantoms that no training used.

import { resolve } from 'node:path';
import { z } from 'zod';
import type { Estimate, Subgroup } from '../../../domain/evaluation/evaluation.ts';
import { failed, FailureError, valueOrThrow } from '../../../domain/failure.ts';
import { evaluationJson } from '../../../learning/evaluation/evaluation-json.ts';
import { evaluateFolder } from '../../../learning/evaluation/evaluate-folder.ts';
import type { AnswersEvaluation } from '../../../learning/evaluation/answer-figures.ts';
import { evaluateAnswers, evaluateModel } from '../../../learning/evaluation/evaluate-on-phantoms.ts';
import type { OpenedModel } from '../../../inference/inference.ts';
import type { Evaluation } from '../../../learning/evaluation/evaluation.ts';
import { gradingChoice } from '../remote/grading-choice.ts';
import { answersMeasured, ROW_PROPERTIES, subgroupsOf } from '../../../learning/evaluation/subgroups.ts';
import { predictProcessesOn } from '../remote/predict-on.ts';
import { chosenModel, jointOf, locatingNetworks, type InstalledModel } from '../../../learning/grading/installed-models.ts';
import { buildEnvironment } from '../../build-environment.ts';
import type { EvaluateChoices } from './evaluate-choices.ts';
import { openClosingSummary } from '../closing-summary.ts';
import type { Terminal } from '../terminal.ts';
import { stopSignal } from '../stop-signal.ts';
import { outputText } from '../../text/output.ts';

const { figure: FIGURE, measured: MEASURED } = outputText.evaluate;

/** True if every file was graded. */
export async function evaluate(folder: string | undefined, choices: EvaluateChoices, terminal: Terminal): Promise<boolean> {
  const environment = buildEnvironment({ host: 'cli' });
  const model = valueOrThrow(await chosenModel(environment, choices.model));
  if (jointOf(model.card) === 'knee') {
    const { evaluateKneeModel } = await import('../knees/evaluate-knees.ts');
    return evaluateKneeModel(model, folder, choices, terminal);
  }
  const { subjects, seed, study } = choices;
  const onOpened = ({ note }: OpenedModel): void => {
    if (note !== null) terminal.error(note); // the output may be JSON
  };
  if (choices.on !== undefined && folder === undefined && study === undefined)
    throw new FailureError(failed('bad-request', outputText.evaluate.phantomsOnlyHere).failure);
  if (study !== undefined) {
    if (folder !== undefined) throw new FailureError(failed('bad-request', outputText.evaluate.folderAndStudy).failure);
    const { evaluateOnStudy } = await import('./evaluate-study.ts');
    await evaluateOnStudy(environment, { model, study }, choices, terminal);
    return true;
  }
  if (choices.split !== undefined) throw new FailureError(failed('bad-request', outputText.evaluate.splitWithoutStudy).failure);
  if (choices.truth !== undefined) throw new FailureError(failed('bad-request', outputText.evaluate.truthWithoutStudy).failure);
  if (folder === undefined) {
    refuseSeenPhantoms(model, seed);
    const progress = (done: number, total: number): void => terminal.progress(outputText.evaluate.gradingHip(done, total));
    const options = { model: model.path, subjects, seed, choice: gradingChoice(choices), onOpened };
    const evaluation: Evaluation | AnswersEvaluation =
      model.card.system === 1
        ? valueOrThrow(await evaluateModel(options, progress, stopSignal()))
        : valueOrThrow(await evaluateAnswers(options, progress, stopSignal()));
    const whole = withSubgroups(evaluation);
    await writeFigures(whole, choices, environment.now());
    show(whole, 'phantoms', choices, terminal);
    return true;
  }
  const signal = stopSignal();
  const processes = await predictProcessesOn(choices.on, { environment, terminal, signal });
  try {
    const { numbering = null } = choices;
    const networks = locatingNetworks(environment);
    const { startReader } = environment;
    const choice = gradingChoice(choices);
    const order = { folder: resolve(folder), model, seed, numbering, networks, startReader, choice, onOpened };
    const evaluation = valueOrThrow(
      await evaluateFolder(order, processes, (done) => terminal.progress(outputText.evaluate.gradedHips(done))),
    );
    const summary = openClosingSummary(terminal, { quiet: choices.json === true });
    for (const { file, failure } of [...evaluation.errors, ...evaluation.leftOut]) summary.problem(file, failure);
    const whole = withSubgroups(evaluation);
    await writeFigures(whole, choices, environment.now());
    show(whole, 'folder', choices, terminal);
    if (choices.json !== true) {
      const { unlabelled, unmatchedLabels } = evaluation;
      if (unlabelled + unmatchedLabels > 0) terminal.line(outputText.evaluate.unmatched(unlabelled, unmatchedLabels));
    }
    await summary.end(choices.saveProblems);
    return evaluation.errors.length === 0;
  } finally {
    await processes.close();
  }
}

const Cohort = z.object({ seed: z.number() });
const Phantoms = z.object({
  recipe: z.object({ data: Cohort.extend({ validation: Cohort, calibration: Cohort.optional() }) }),
});

/** Throws a `FailureError` if the model learned from phantoms of this seed. */
function refuseSeenPhantoms({ card, name }: InstalledModel, seed: number): void {
  const training = Phantoms.safeParse(card.training);
  if (!training.success) return;
  const { data } = training.data.recipe;
  const seen = [data.seed, data.validation.seed, ...(data.calibration === undefined ? [] : [data.calibration.seed])];
  if (seen.includes(seed)) throw new FailureError(failed('split-leak', outputText.evaluate.seenSeed(name, seed, seen)).failure);
}

type WithSubgroups = (Evaluation | AnswersEvaluation) & { readonly subgroups: readonly Subgroup[] };

/** By side and visit, which is all that films and phantoms say of a hip. */
function withSubgroups(evaluation: Evaluation | AnswersEvaluation): WithSubgroups {
  const { rows, measured, seed } = evaluation;
  return { ...evaluation, subgroups: subgroupsOf(rows, answersMeasured(measured), { seed, properties: ROW_PROPERTIES }) };
}

async function writeFigures(evaluation: WithSubgroups, { figures }: EvaluateChoices, createdAt: Date): Promise<void> {
  if (figures === undefined) return;
  const { writeEvaluationFiles } = await import('../../../services/evaluation/export-evaluation.ts');
  await writeEvaluationFiles(resolve(figures), evaluation, createdAt);
}

function show(evaluation: WithSubgroups, split: string, choices: EvaluateChoices, terminal: Terminal): void {
  if (choices.json === true) {
    const { measured, rows, subgroups, ...others } = evaluation;
    terminal.json({ ...others, ...evaluationJson({ model: evaluation.model, split }, { measured, rows, subgroups }) }, 2);
    return;
  }
  terminal.line(outputText.evaluate.hips(evaluation.model, evaluation.hips, evaluation.subjects));
  if ('answers' in evaluation) showAnswers(evaluation, terminal);
  else showGrades(evaluation, terminal);
  terminal.line(row(FIGURE.massInZone, interval(evaluation.attentionInZone)));
  for (const key of ['inOutline', 'centreDistance', 'peakDistance', 'spread'] as const) {
    const estimate = evaluation.measured.figures[key];
    if (estimate !== undefined && !Number.isNaN(estimate.value)) terminal.line(row(MEASURED.means[key], interval(estimate)));
  }
  terminal.line(row(FIGURE.timePerHip, outputText.shared.milliseconds(evaluation.millisecondsPerHip)));
}

function showGrades(evaluation: Evaluation, terminal: Terminal): void {
  const { figures, answers } = evaluation.measured;
  terminal.line(row(FIGURE.meanKappa, interval(evaluation.meanKappa)));
  terminal.line(row(MEASURED.means.meanLinearKappa, interval(figures['meanLinearKappa'])));
  terminal.line(row(MEASURED.means.meanUnweightedKappa, interval(figures['meanUnweightedKappa'])));
  for (const [quadrant, kappa] of Object.entries(evaluation.kappa)) {
    terminal.line(row(`  ${quadrant}`, interval(kappa)));
    terminal.line(row(`    ${MEASURED.answer.linearKappa}`, interval(answers[quadrant]?.figures['linearKappa'])));
    terminal.line(row(`    ${MEASURED.answer.unweightedKappa}`, interval(answers[quadrant]?.figures['unweightedKappa'])));
  }
  terminal.line(row(FIGURE.globalAuc, interval(evaluation.globalAuc)));
  const ofPositives = outputText.evaluate.ofPositiveQuadrants(evaluation.positiveQuadrants);
  terminal.line(row(FIGURE.peakInZone, `${interval(evaluation.peakInZone)}  ${ofPositives}`));
  for (const [quadrant, share] of Object.entries(evaluation.peakInZoneByQuadrant))
    terminal.line(row(`  ${quadrant}`, share.toFixed(3)));
}

function showAnswers(evaluation: AnswersEvaluation, terminal: Terminal): void {
  for (const [answer, { accuracy, auc, kappa, linearKappa, unweightedKappa, positives }] of Object.entries(evaluation.answers)) {
    terminal.line(outputText.evaluate.positives(answer, positives));
    terminal.line(row(`  ${FIGURE.accuracy}`, interval(accuracy)));
    terminal.line(row(`  ${FIGURE.presenceAuc}`, interval(auc)));
    terminal.line(row(`  ${FIGURE.kappa}`, interval(kappa)));
    terminal.line(row(`  ${MEASURED.answer.linearKappa}`, interval(linearKappa)));
    terminal.line(row(`  ${MEASURED.answer.unweightedKappa}`, interval(unweightedKappa)));
  }
  terminal.line(row(FIGURE.peakInZone, `${interval(evaluation.peakInZone)}  ${outputText.evaluate.ofPositiveAnswers}`));
}

function row(name: string, figure: string): string {
  return `${name.padEnd(34)}${figure}`;
}

/** A figure is not defined if, for example, all true labels are the same. */
function interval(estimate: Estimate | undefined): string {
  if (estimate === undefined || Number.isNaN(estimate.value)) return outputText.evaluate.notDefined;
  return outputText.shared.interval(estimate.value, estimate.low, estimate.high);
}
