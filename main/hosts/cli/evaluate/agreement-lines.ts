// How well readings, labels and a model agree, as lines of a terminal: the means of each pair, then each answer.

import type { Agreement, Estimate } from '../../../domain/evaluation/evaluation.ts';
import { outputText } from '../../text/output.ts';
import { figureLine } from './measured-lines.ts';

const { agreement: words } = outputText.evaluate;

export function agreementLines(agreement: readonly Agreement[]): string[] {
  return agreement.flatMap(({ first, second, hips, subjects, figures, answers }) => [
    words.pair(words.graders[first], words.graders[second], { hips, subjects }),
    ...named(words.means, figures),
    ...Object.entries(answers).flatMap(([name, { items, figures: own }]) => [
      `  ${outputText.evaluate.answer(name, items)}`,
      ...named(words.answer, own),
    ]),
  ]);
}

function named(names: Readonly<Record<string, string>>, figures: Readonly<Record<string, Estimate>>): string[] {
  return Object.entries(names).flatMap(([key, name]) => figureLine(name, figures[key]));
}
