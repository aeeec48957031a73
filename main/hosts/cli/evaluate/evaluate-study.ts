// `osteograde evaluate --study`: measures a model on one part of a study's split.

import { resolve } from 'node:path';
import type { Study } from '../../../cohort/study-folder.ts';
import { valueOrThrow } from '../../../domain/failure.ts';
import type { SessionChoice } from '../../../inference/choose-session.ts';
import { openInferenceHere, type Inference } from '../../../inference/inference.ts';
import { evaluationJson } from '../../../learning/evaluation/evaluation-json.ts';
import type { InstalledModel } from '../../../learning/grading/installed-models.ts';
import type { Sending } from '../../../remote/client/follow-job.ts';
import { openWorkstations, type PairedWorkstation } from '../../../remote/client/workstations.ts';
import { evaluateStudyFolder } from '../../../services/evaluation/evaluate-part.ts';
import { writeEvaluationFiles } from '../../../services/evaluation/export-evaluation.ts';
import { expectWritable, recordChange } from '../../../services/recorded.ts';
import { gradingElsewhere } from '../../../services/workstations/grading-elsewhere.ts';
import { ableWorkstation } from '../../../services/workstations/workstation-calls.ts';
import type { HostEnvironment } from '../../build-environment.ts';
import { outputText } from '../../text/output.ts';
import { gradingChoice } from '../remote/grading-choice.ts';
import { gradingReport } from '../remote/grading-report.ts';
import { agreementLines } from './agreement-lines.ts';
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
  const here = openInferenceHere();
  const { seed, split: part = 'test', splitName, truth, pseudonyms = false, figures } = choices;
  const order = { folder: resolve(study), model, part, splitName, truth, seed, pseudonyms };
  const progress = (done: number, total: number): void => terminal.progress(outputText.evaluate.gradingHip(done, total));
  const signal = stopSignal();
  const choice = gradingChoice(choices);
  const workstation =
    choices.on === undefined ? null : await ableWorkstation(openWorkstations(environment.home), choices.on, 'grade');
  const inferenceFor = (opened: Study): Inference =>
    workstation === null
      ? here
      : gradingOfStudy(here, { study: opened, model, workstation, choice }, { environment, terminal, signal });
  try {
    if (workstation === null) {
      const { note } = valueOrThrow(await here.open(model.path, choice));
      if (note !== null) terminal.error(note); // the output may be JSON
    }
    const evaluated = await evaluateStudyFolder(environment, order, inferenceFor, { progress, signal });
    const { evaluation, subgroups } = evaluated;
    const measuredAt = new Date(evaluation.measuredAt);
    if (figures !== undefined) await writeEvaluationFiles(resolve(figures), { ...evaluation, subgroups }, measuredAt);
    show(evaluated, choices, terminal);
  } finally {
    await here.close();
  }
}

interface Remote {
  readonly environment: HostEnvironment;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

interface OfStudy {
  readonly study: Study;
  readonly model: InstalledModel;
  readonly workstation: PairedWorkstation;
  readonly choice: SessionChoice;
}

/** Grades on the workstation, and records in the study what leaves. Throws a `FailureError` if the study can only be read. */
function gradingOfStudy(
  here: Inference,
  { study, model, workstation, choice }: OfStudy,
  { environment, terminal, signal }: Remote,
): Inference {
  expectWritable(study); // what cannot be recorded is not sent
  const onSending = (sending: Sending): void => {
    terminal.error(outputText.sending(sending));
    recordChange({ study, target: model.name, detail: sending }, 'evaluation.send', environment.now());
  };
  const run = `evaluate-${model.name}`;
  const onNote = (words: string): void => terminal.error(words);
  const report = gradingReport(terminal);
  return gradingElsewhere(here, { workstation, run, choice, atOnce: HIPS_AT_ONCE, onSending, report, onNote, signal });
}

/** A group of hips costs some seconds, and lies in memory. **(ours)** */
const HIPS_AT_ONCE = 1024;

function show(
  { evaluation, subgroups, earlierModels, notKept, onCard }: Awaited<ReturnType<typeof evaluateStudyFolder>>,
  { json }: EvaluateChoices,
  terminal: Terminal,
): void {
  const { model, split, splitName, truth, agreement = [], measured, rows, unlabelled, leftOut } = evaluation;
  if (notKept !== null) terminal.error(outputText.evaluate.notKept(notKept.message));
  if (json === true) {
    const { meanQuadraticKappa: meanKappa } = measured.figures;
    const kappa = Object.fromEntries(
      Object.entries(measured.answers).map(([answer, { figures }]) => [answer, figures['quadraticKappa']]),
    );
    const shape = evaluationJson({ model: model.name, split }, { measured, rows, subgroups });
    const about = { sha256: model.sha256, splitName, truth, agreement, unlabelled, leftOut, earlierModels, onCard };
    terminal.json({ ...shape, ...about, meanKappa, kappa }, 2);
    return;
  }
  terminal.line(outputText.evaluate.hips(model.name, measured.hips, measured.subjects));
  terminal.line(outputText.evaluate.part(split, splitName));
  terminal.line(outputText.evaluate.against[truth]);
  for (const line of [...measuredLines(measured), ...agreementLines(agreement)]) terminal.line(line);
  if (unlabelled + leftOut > 0) terminal.line(outputText.evaluate.notMeasured(unlabelled, leftOut));
  if (split === 'train') terminal.line(outputText.evaluate.trainPart);
  if (split === 'val') terminal.line(outputText.evaluate.valPart);
  if (earlierModels.length > 0) terminal.line(outputText.evaluate.usedBefore(split, earlierModels));
  if (onCard) terminal.line(outputText.evaluate.onCard);
}
