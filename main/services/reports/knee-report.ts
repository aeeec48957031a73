// The grades of knees as lines of text, as JSON and as a table.

import { basename } from 'node:path';
import type { Failure } from '../../domain/failure.ts';
import { evidenceWarnings } from '../../domain/training/evidence-trials.ts';
import { familiarityWarnings } from '../../domain/film/familiarity.ts';
import { KNEE_NOTICE, renderKneeCsv, renderKneeJson, type KneeReport } from '../../report/render-knees.ts';
import type { InstalledModel } from '../../learning/grading/installed-models.ts';
import type { PredictedKnee } from '../../learning/grading/predict-knees.ts';
import { servicesText } from '../text.ts';

export interface KneeBatch {
  readonly knees: readonly PredictedKnee[];
  readonly errors: readonly { readonly file: string; readonly failure: Failure }[];
}

export function kneeLines({ file, side, answer, milliseconds }: PredictedKnee): readonly string[] {
  const chances = answer.probabilities.map((p, grade) => `${grade}: ${(100 * p).toFixed(0).padStart(3)}%`).join('  ');
  const { grade, expectedGrade } = servicesText.knee;
  return [
    side === null ? basename(file) : `${basename(file)} ${side}`,
    `  ${grade(answer.grade)}   ${chances}`,
    `  ${expectedGrade(answer.expected, milliseconds)}`,
    ...familiarityWarnings(answer.familiarity, 'knee').map(({ message }) => `  ${servicesText.knee.warning(message)}`),
    '',
  ];
}

/** The last line under a batch of text. */
export function kneeEnding({ name, card }: InstalledModel): string {
  const warnings = evidenceWarnings(card.evidence).map(({ message }) => message);
  return [...warnings, servicesText.knee.gradedBy(name, KNEE_NOTICE)].join('\n');
}

export function kneeJson(batch: KneeBatch, model: InstalledModel): string {
  return renderKneeJson(reportOf(batch, model));
}

export function kneeCsv(batch: KneeBatch, model: InstalledModel): string {
  return renderKneeCsv(reportOf(batch, model));
}

function reportOf({ knees, errors }: KneeBatch, { name, version, sha256, limits, card }: InstalledModel): KneeReport {
  return {
    knees: knees.map(({ file, side, answer: { grade, probabilities, expected, familiarity }, milliseconds }) => {
      const warnings = familiarityWarnings(familiarity, 'knee');
      return { file, side, grade, probabilities, expectedGrade: expected, familiarity, warnings, milliseconds };
    }),
    errors: errors.map(({ file, failure: { code, message } }) => ({ file, code, message })),
    model: { name, version, sha256, limits, evidence: card.evidence ?? null },
  };
}
