// A model's card as lines of text: what it is, its figures, how familiar it is with pictures, the trials of its heatmaps, and its statement.
// A field that the card lacks says so.

import { MEDIAN, type AnswerRule } from '../../../domain/ordinal-answer.ts';
import { TRIAL_WORDS, trialWords, type EvidenceTrial } from '../../../domain/training/evidence-trials.ts';
import { STATEMENT_FIELDS } from '../../../inference/card-statement.ts';
import type { ModelCard, ModelFigure } from '../../../inference/model-card.ts';
import { jointOf } from '../../../learning/grading/installed-models.ts';
import { outputText } from '../../text/output.ts';

const text = outputText.models;

export function cardLines(card: ModelCard): readonly string[] {
  const familiarity = 'familiarity' in card ? card.familiarity : undefined;
  return [
    text.model(card.name, card.version, jointOf(card)),
    `  ${card.description}`,
    text.field(text.learnedFrom, card.training.data),
    ...('answer' in card ? [text.field(text.answer, text.answeredBy(ruleOf(card)))] : []),
    text.field(text.limits, card.limits),
    ...STATEMENT_FIELDS.map((field) => text.field(text.statement[field], card.statement?.[field] ?? text.notStated)),
    text.field(
      text.familiarity,
      familiarity === undefined ? text.noFamiliarity : text.familiar(familiarity.data, familiarity.threshold),
    ),
    ...(card.evidence === undefined
      ? [text.field(text.trials, text.noTrials)]
      : [text.field(text.trials, card.evidence.data), ...card.evidence.trials.map((trial) => `    ${trialLine(trial)}`)]),
    text.field(text.figures, card.figures.length === 0 ? text.noFigures : ''),
    ...card.figures.map((figure) => `    ${figureLine(figure)}`),
  ];
}

/** Thresholds answer by the median, whatever the card says. */
function ruleOf(card: Extract<ModelCard, { readonly answer: AnswerRule }>): AnswerRule {
  return card.system === 3 && card.scale === 'thresholds' ? MEDIAN : card.answer;
}

export function trialLine(trial: EvidenceTrial): string {
  if (trial.outcome === 'not-run') return outputText.evidence.notRun(TRIAL_WORDS[trial.trial], trial.why);
  return outputText.evidence.outcome(trial.outcome, trialWords(trial), trial.maps);
}

export function figureLine({ name, value, low, high, data }: ModelFigure): string {
  const interval = low === undefined || high === undefined ? '' : text.interval(low, high);
  return text.figure(name, `${value.toFixed(3)}${interval}`, data);
}
