// The figures of an evaluation as lines of a terminal: the means, then each answer with its confusion matrix and the recall of each grade.

import type { AnswerEvaluation, Estimate, MeasuredRows } from '../../../domain/evaluation/evaluation.ts';
import { outputText } from '../../text/output.ts';

const NAMES = outputText.evaluate.measured;

export function measuredLines({ figures, answers }: MeasuredRows): string[] {
  return [
    ...Object.entries(NAMES.means).flatMap(([key, name]) => figureLine(name, figures[key])),
    ...Object.entries(answers).flatMap(([name, answer]) => answerLines(name, answer)),
  ];
}

function answerLines(name: string, { items, figures, perGrade, confusion, emptyMaps }: AnswerEvaluation): string[] {
  return [
    outputText.evaluate.answer(name, items),
    ...Object.entries(NAMES.answer).flatMap(([key, label]) => figureLine(`  ${label}`, figures[key])),
    ...perGrade.flatMap(({ grade }) => figureLine(`  ${NAMES.recall(grade)}`, figures[`recall${grade}`])),
    `  ${outputText.evaluate.confusionOfHips}`,
    ...confusion.map((row, grade) => `    ${grade}  ${row.map((count) => String(count).padStart(5)).join('')}`),
    ...(emptyMaps > 0 ? [`  ${outputText.evaluate.emptyMaps(emptyMaps)}`] : []),
  ];
}

/** Empty for a figure that was not measured. */
export function figureLine(name: string, estimate: Estimate | undefined): string[] {
  if (estimate === undefined) return [];
  const { value, low, high } = estimate;
  const figure = Number.isNaN(value) ? outputText.evaluate.notDefined : outputText.shared.interval(value, low, high);
  return [`${name.padEnd(34)}${figure}`];
}
