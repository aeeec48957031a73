// `osteograde compare`: several models on the same hips of a study, with the tests that tell them apart.

import { resolve } from 'node:path';
import { failed, valueOrThrow } from '../../../domain/failure.ts';
import type { Comparison, ComparedPair } from '../../../domain/evaluation/comparison.ts';
import type { Estimate } from '../../../domain/evaluation/evaluation.ts';
import type { Truth } from '../../../domain/evaluation/truths.ts';
import type { SplitPart } from '../../../domain/study/split.ts';
import { openInferenceHere } from '../../../inference/inference.ts';
import { chosenModel, type InstalledModel } from '../../../learning/grading/installed-models.ts';
import { compareStudyFolder } from '../../../services/evaluation/compare-part.ts';
import { writeComparisonFiles, writeFigures } from '../../../services/evaluation/export-evaluation.ts';
import { hipsUnderModels } from '../../../services/evaluation/one-hip.ts';
import { buildEnvironment } from '../../build-environment.ts';
import { outputText } from '../../text/output.ts';
import { stopSignal } from '../stop-signal.ts';
import type { Terminal } from '../terminal.ts';

const { compare: words, shared, evaluate: figureWords } = outputText;

export interface CompareChoices {
  readonly study: string;
  readonly split: SplitPart;
  readonly splitName?: string;
  /** What the models are compared with. If omitted, readings and, where there are none, labels. */
  readonly truth?: Truth;
  readonly seed: number;
  readonly json?: boolean;
  /** The folder for tables and figures. */
  readonly figures?: string;
  /** Hips to show under every model, as subject/visit/side. */
  readonly hip: readonly string[];
}

/** Throws a `FailureError`. */
export async function compare(names: readonly string[], choices: CompareChoices, terminal: Terminal): Promise<void> {
  const environment = buildEnvironment({ host: 'cli' });
  const models: InstalledModel[] = [];
  for (const name of names) models.push(valueOrThrow(await chosenModel(environment, name)));
  const inference = openInferenceHere();
  const { study, split: part, splitName, truth, seed, figures, hip: hips } = choices;
  if (hips.length > 0 && figures === undefined) valueOrThrow(failed('bad-request', words.hipWithoutFigures));
  const progress = (done: number, total: number): void => terminal.progress(figureWords.gradingHip(done, total));
  try {
    const order = { folder: resolve(study), models, part, splitName, truth, seed };
    const signal = stopSignal();
    const shown = hips.length === 0 ? [] : await hipsUnderModels(order.folder, inference, { hips, models, signal });
    const comparison = await compareStudyFolder(environment, order, inference, { progress, signal });
    if (figures !== undefined) {
      await writeComparisonFiles(resolve(figures), comparison, environment.now());
      await writeFigures(resolve(figures), shown, environment.now());
    }
    if (choices.json === true) terminal.json(comparison, 2);
    else for (const line of linesOf(comparison)) terminal.line(line);
  } finally {
    await inference.close();
  }
}

function linesOf({ split, splitName, truth, hips, subjects, models, recipes, pairs }: Comparison): string[] {
  return [
    words.hips(hips, subjects, { part: split, split: splitName, truth }),
    ...recipes.map(({ entry, values }) =>
      words.recipe(
        entry,
        values.map((value) => value ?? words.absent),
      ),
    ),
    ...models.flatMap(({ name, figures }) => [name, ...figureLines(figures)]),
    ...pairs.flatMap(pairLines),
  ];
}

function pairLines({ first, second, differences, delong, mcnemar, wilcoxon }: ComparedPair): string[] {
  return [
    words.pair(first, second),
    ...figureLines(differences),
    ...delong.map(({ answer, difference, p, adjusted }) =>
      words.delong(answer, interval(difference), { p: pText(p), adjusted: pText(adjusted) }),
    ),
    ...mcnemar.map(({ answer, onlyFirst, onlySecond, p, adjusted }) =>
      words.mcnemar(answer, [onlyFirst, onlySecond], { p: pText(p), adjusted: pText(adjusted) }),
    ),
    words.wilcoxon(wilcoxon.pairs, { p: pText(wilcoxon.p), adjusted: pText(wilcoxon.adjusted) }),
  ];
}

function figureLines(figures: Readonly<Record<string, Estimate>>): string[] {
  return Object.entries(figureWords.measured.means).flatMap(([key, name]) => {
    const estimate = figures[key];
    return estimate === undefined ? [] : [`  ${name.padEnd(34)}${interval(estimate)}`];
  });
}

function interval({ value, low, high }: Estimate): string {
  return Number.isNaN(value) ? figureWords.notDefined : shared.interval(value, low, high);
}

function pText(p: number): string {
  if (Number.isNaN(p)) return words.noP;
  return p < 0.0001 ? '< .0001' : p.toFixed(4).replace(/^0/, '');
}
