// Measures a model on a phantom cohort that no training saw. A model is measured on the version of the phantom that it learned from.

import { z } from 'zod';
import type { Evaluation } from './evaluation.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import type { HipGrading } from '../../domain/grading.ts';
import type { Hip } from '../../domain/hip.ts';
import { LANDMARK_TABLES } from '../../domain/landmark-table.ts';
import { PhantomVersionSchema } from '../../domain/training/phantom-version.ts';
import type { SessionChoice } from '../../inference/choose-session.ts';
import type { OpenedModel } from '../../inference/inference.ts';
import { openModel } from '../../inference/model.ts';
import { phantomHips } from '../../phantom/hips.ts';
import { answerFigures, type AnswersEvaluation, type KnownHip } from './answer-figures.ts';
import { cropOutlineShares } from '../evidence/outline-shares.ts';
import type { EvidenceGround } from './evaluation-rows.ts';
import { gradeFigures } from './grade-figures.ts';
import { evaluationText } from '../text/evaluation.ts';

export interface EvaluationOptions {
  /** The ONNX file, with its card beside it. */
  readonly model: string;
  readonly subjects: number;
  readonly seed: number;
  readonly threads?: number | undefined;
  /** What grades. Default: the processor in fp32. */
  readonly choice?: SessionChoice | undefined;
  /** Told once what grades. */
  readonly onOpened?: ((model: OpenedModel) => void) | undefined;
}

type Progress = (done: number, total: number) => void;

/** Measures a model of System 1 on the cohort's hips without implants, one visit per subject. */
export async function evaluateModel(
  options: EvaluationOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<Result<Evaluation>> {
  const graded = await gradedPhantoms(options, progress, signal);
  if (!graded.ok) return graded;
  const { model, hips } = graded.value;
  const own = hips.flatMap(({ hip, truth, grading, place }) =>
    grading.kind === 'grades' ? [{ hip, truth: truth.quadrants, grading, place }] : [],
  );
  return own.length === hips.length ? success(gradeFigures(model, options, own)) : wrongSystem(model);
}

/** Measures a model of System 2 or 4 in the same way. */
export async function evaluateAnswers(
  options: EvaluationOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<Result<AnswersEvaluation>> {
  const graded = await gradedPhantoms(options, progress, signal);
  if (!graded.ok) return graded;
  const { model, hips } = graded.value;
  const own = hips.flatMap(({ hip, truth, grading, place }) =>
    grading.kind === 'grades' ? [] : [{ hip, truth, grading, place }],
  );
  return own.length === hips.length && own.length > 0 ? success(answerFigures(model, options, own)) : wrongSystem(model);
}

function wrongSystem(model: string): Result<never> {
  return failed('bad-request', evaluationText.wrongSystem(model));
}

/** Cards of models that learned from something else name no version of the phantom. */
const LearnedFrom = z.object({ data: z.object({ version: PhantomVersionSchema }) });

interface GradedPhantoms {
  /** The model's name. */
  readonly model: string;
  readonly hips: readonly {
    readonly hip: Hip;
    readonly truth: KnownHip;
    readonly grading: HipGrading;
    readonly place: EvidenceGround;
  }[];
}

export async function gradedPhantoms(
  { model: path, threads, subjects, seed, choice, onOpened }: EvaluationOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<Result<GradedPhantoms>> {
  const opened = await openModel(path, { threads, ...choice });
  if (!opened.ok) return opened;
  const model = opened.value;
  onOpened?.(model);
  const hips: GradedPhantoms['hips'][number][] = [];
  let done = 0;
  try {
    const learned = LearnedFrom.safeParse(model.card.training.recipe);
    const version = learned.success ? learned.data.data.version : undefined;
    for await (const phantom of phantomHips({ subjects, visits: 1, seed, version })) {
      if (signal.aborted) return failed('stopped', evaluationText.stopped);
      progress(++done, 2 * subjects);
      if (phantom.implant) continue;
      const { hip, crop8, landmarks, osteophytes, grades, narrowing, sclerosis, cysts } = phantom;
      const graded = await model.grade({ pixels: crop8, landmarks }, LANDMARK_TABLES.original);
      if (!graded.ok) return graded;
      const findings = { 'joint-space-narrowing': narrowing, sclerosis, cysts };
      const { grading, maps } = graded.value;
      const place = { maps, landmarks, numbering: 'original', inOutline: cropOutlineShares(maps, osteophytes) } as const;
      hips.push({ hip, truth: { quadrants: grades, findings }, grading, place });
    }
    return success({ model: model.card.name, hips });
  } finally {
    await model.close();
  }
}
