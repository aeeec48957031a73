// `osteograde evidence-test`: puts the maps of a model on trial, and writes the outcomes onto its card.

import { resolve } from 'node:path';
import { failed, FailureError, valueOrThrow } from '../../../domain/failure.ts';
import { TRIAL_WORDS, type EvidenceTrial } from '../../../domain/training/evidence-trials.ts';
import { testEvidence, type TrialSource } from '../../../learning/evidence/evidence-test.ts';
import type { Retraining } from '../../../learning/evidence/retrained-trials.ts';
import { chosenModel } from '../../../learning/grading/installed-models.ts';
import { readAnyRecipe } from '../../../learning/run/recipe-file.ts';
import { buildEnvironment } from '../../build-environment.ts';
import { outputText } from '../../text/output.ts';
import { trialLine } from './model-lines.ts';
import { stopSignal } from '../stop-signal.ts';
import type { Terminal } from '../terminal.ts';

export interface EvidenceChoices {
  readonly phantoms?: boolean;
  readonly study?: string;
  readonly data?: string;
  readonly recipe?: string;
  readonly weights?: string;
  readonly pictures: number;
  readonly seed: number;
  readonly threads?: number;
  readonly json?: boolean;
}

/** True if no trial failed. */
export async function evidenceTest(name: string, choices: EvidenceChoices, terminal: Terminal): Promise<boolean> {
  const environment = buildEnvironment({ host: 'cli' });
  const model = valueOrThrow(await chosenModel(environment, name));
  const order = {
    model: model.path,
    source: sourceOf(choices),
    seed: choices.seed,
    pictures: choices.pictures,
    retraining: await retrainingOf(choices, environment.version),
  };
  const progress = (trial: EvidenceTrial['trial']): void => terminal.progress(outputText.evidence.trying(TRIAL_WORDS[trial]));
  const evidence = valueOrThrow(await testEvidence(order, progress, stopSignal()));
  if (choices.json === true) terminal.json({ model: model.name, path: model.path, ...evidence }, 2);
  else {
    terminal.line(outputText.evidence.head(model.name, evidence.data, evidence.seed));
    for (const trial of evidence.trials) terminal.line(`  ${trialLine(trial)}`);
  }
  return evidence.trials.every(({ outcome }) => outcome !== 'failed');
}

function sourceOf({ phantoms, study, data }: EvidenceChoices): TrialSource {
  const sources: TrialSource[] = [
    ...(phantoms === true ? (['phantoms'] as const) : []),
    ...(study === undefined ? [] : [{ study: resolve(study) }]),
    ...(data === undefined ? [] : [{ data: resolve(data) }]),
  ];
  const [source] = sources;
  if (source === undefined || sources.length > 1)
    throw new FailureError(failed('bad-request', outputText.evidence.oneSource).failure);
  return source;
}

async function retrainingOf(
  { recipe: file, study, data, weights, threads }: EvidenceChoices,
  version: string,
): Promise<Retraining | null> {
  if (file === undefined) return null;
  const recipe = valueOrThrow(await readAnyRecipe(file));
  if ('task' in recipe) throw new FailureError(failed('bad-request', outputText.evidence.findsHips(file)).failure);
  const at = (path: string | undefined): string | undefined => (path === undefined ? undefined : resolve(path));
  return { recipe, study: at(study), data: at(data), weights: at(weights), threads, version };
}
