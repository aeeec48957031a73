// An evaluation as `osteograde evaluate --json` prints it. The shape is the same for a study, a folder and phantoms.

import type { AnswerEvaluation, Estimate, EvaluationRow, MeasuredRows, Subgroup } from '../../domain/evaluation/evaluation.ts';
import { writtenCases, type WrittenCase } from '../../domain/evaluation/worst-cases.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';

export interface EvaluationJson {
  readonly model: string;
  /** The part of a study's split, `folder` or `phantoms`. */
  readonly split: string;
  readonly hips: number;
  readonly subjects: number;
  readonly seed: number;
  readonly draws: number;
  readonly figures: Readonly<Record<string, Estimate>>;
  /** Empty for a model of findings, whose answers are in `perFinding`. */
  readonly perQuadrant: Readonly<Record<string, object>>;
  readonly perFinding?: Readonly<Record<string, object>>;
  readonly perHip: readonly EvaluationRow[];
  readonly subgroups: readonly Subgroup[];
  /** The wrong answers farthest from the truth, the surest first. */
  readonly worstCases: readonly WrittenCase[];
}

export function evaluationJson(
  { model, split }: { readonly model: string; readonly split: string },
  {
    measured,
    rows,
    subgroups,
  }: {
    readonly measured: MeasuredRows;
    readonly rows: readonly EvaluationRow[];
    readonly subgroups: readonly Subgroup[];
  },
): EvaluationJson {
  const { hips, subjects, seed, draws, figures, answers } = measured;
  const own = Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, flat(answer)]));
  const isQuadrants = QUADRANTS.some((quadrant) => quadrant in own);
  return {
    model,
    split,
    hips,
    subjects,
    seed,
    draws,
    figures,
    perQuadrant: isQuadrants ? own : {},
    ...(isQuadrants ? {} : { perFinding: own }),
    perHip: rows,
    subgroups,
    worstCases: writtenCases(rows),
  };
}

/** An answer's figures stand beside its counts. */
function flat({ figures, ...counts }: AnswerEvaluation): object {
  return { ...figures, ...counts };
}
