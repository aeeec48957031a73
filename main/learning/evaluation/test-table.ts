// The figures of a test part as a model's card lists them: the means, then each answer with the recall of every grade.

import { requiredJson } from '../../files/read-json.ts';
import type { Estimate, MeasuredRows } from '../../domain/evaluation/evaluation.ts';
import { FailureError, success, type Result } from '../../domain/failure.ts';
import { fileFailure } from '../../files/file-failure.ts';
import type { ModelFigure } from '../../inference/model-card.ts';
import { cardPath } from '../../inference/model-files.ts';
import { changeCard } from '../export/change-card.ts';

const MEANS: Readonly<Record<string, string>> = {
  meanQuadraticKappa: 'mean kappa',
  meanLinearKappa: 'mean linear kappa',
  meanUnweightedKappa: 'mean unweighted kappa',
  meanAccuracy: 'mean accuracy',
  meanBalancedAccuracy: 'mean balanced accuracy',
  meanMacroF1: 'mean macro F1',
  meanSevereMissRate: 'mean severe-miss rate (grade 2 or 3 graded 0)',
  globalAuc: 'AUC of the global answer',
  peakInZone: 'Grad-CAM peak inside the zone, of positive answers',
};

const OF_ANSWER: Readonly<Record<string, string>> = {
  quadraticKappa: 'kappa',
  linearKappa: 'linear kappa',
  accuracy: 'accuracy',
  aucAtLeast1: 'AUC of presence',
};

/** `data` says what was measured. Figures that are not defined are left out. */
export function testTable({ figures, answers }: MeasuredRows, data: string): ModelFigure[] {
  const figure = (name: string, estimate: Estimate | undefined): ModelFigure[] => {
    if (estimate === undefined || Number.isNaN(estimate.value)) return [];
    const { value, low, high } = estimate;
    return [{ name, value, ...(Number.isNaN(low) || Number.isNaN(high) ? {} : { low, high }), data }];
  };
  return [
    ...Object.entries(MEANS).flatMap(([key, name]) => figure(name, figures[key])),
    ...Object.entries(answers).flatMap(([answer, own]) => [
      ...Object.entries(OF_ANSWER).flatMap(([key, name]) => figure(`${name}, ${answer}`, own.figures[key])),
      ...own.perGrade.flatMap(({ grade }) => figure(`recall of grade ${grade}, ${answer}`, own.figures[`recall${grade}`])),
    ]),
  ];
}

/**
 * Puts figures onto a card's file, in place of those of the same data. The network and everything else on the card stay. Fails if the
 * card cannot be read or written.
 */
export async function putOnCard(onnxPath: string, figures: readonly ModelFigure[]): Promise<Result<null>> {
  try {
    await replaceFigures(onnxPath, figures);
    return success(null);
  } catch (error) {
    const failure = error instanceof FailureError ? error.failure : fileFailure(error, onnxPath);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}

async function replaceFigures(onnxPath: string, figures: readonly ModelFigure[]): Promise<void> {
  const card = await requiredJson(cardPath(onnxPath));
  if (typeof card !== 'object' || card === null) return;
  const kept = 'figures' in card && Array.isArray(card.figures) ? card.figures : [];
  const replaced = new Set(figures.map(({ data }) => data));
  const others = kept.filter((one: { readonly data?: unknown }) => !replaced.has(String(one.data)));
  await changeCard(onnxPath, { figures: [...figures, ...others] });
}
