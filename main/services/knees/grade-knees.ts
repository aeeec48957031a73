// Grades the knees of a study with a model of System 3.

import type { Study } from '../../cohort/study-folder.ts';
import { hipById } from '../../database/hips.ts';
import { putKneeGrading } from '../../database/knees/knees.ts';
import { radiographById } from '../../database/radiographs.ts';
import { failed, FailureError, valueOrThrow } from '../../domain/failure.ts';
import { KlGradeSchema, type KneeMap } from '../../domain/study/knee-case.ts';
import { WHOLE_PICTURE } from '../../imaging/stored-picture.ts';
import type { Inference } from '../../inference/inference.ts';
import type { KneeAnswer } from '../../inference/knee-model.ts';
import type { KneeCard } from '../../inference/model-card.ts';
import type { InstalledModel } from '../../learning/grading/installed-models.ts';
import { kneeInput } from '../../learning/grading/predict-knees.ts';
import type { JobHandle } from '../jobs/job-board.ts';
import { servicesText } from '../text.ts';
import { kneePicture } from './knee-picture.ts';

export interface KneeGradingOrder {
  readonly study: Study;
  readonly model: InstalledModel & { readonly card: KneeCard };
  readonly inference: Inference;
  readonly job: Pick<JobHandle, 'signal' | 'problem'>;
  readonly now: () => Date;
}

/** Grades these knees together. A knee without a picture is reported. Throws a `FailureError` if the model cannot be used. */
export async function gradeKnees(order: KneeGradingOrder, hipIds: readonly string[]): Promise<void> {
  const { study, model, inference, job } = order;
  const pictured: { readonly hipId: string; readonly input: Float32Array }[] = [];
  for (const hipId of hipIds) {
    if (job.signal.aborted) return;
    const knee = hipById(study.database, hipId);
    const film = knee === null ? null : radiographById(study.database, knee.radiographId);
    if (knee === null || film === null) {
      job.problem(servicesText.grading.unknownHip, failed('hip-not-found', servicesText.grading.hipRemoved).failure);
      continue;
    }
    const name = `${knee.subject} ${knee.visit} ${knee.side}`;
    try {
      const picture = await kneePicture(study, film, knee);
      if (picture === null) {
        job.problem(name, knee.problem ?? failed('hip-not-found', servicesText.grading.hipRemoved).failure);
        continue;
      }
      pictured.push({ hipId, input: kneeInput(picture, model.card.preprocessing) });
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure.code !== 'object-damaged') throw error;
      job.problem(name, error.failure);
    }
  }
  if (pictured.length === 0) return;
  const started = performance.now();
  const inputs = pictured.map(({ input }) => input);
  const answers = valueOrThrow(await inference.gradeKnees(model.path, inputs, job.signal));
  const milliseconds = (performance.now() - started) / pictured.length;
  for (const [i, { hipId }] of pictured.entries()) {
    const answer = answers[i];
    if (answer === undefined) throw new Error('The model returned fewer gradings than there are knees.');
    keep(order, hipId, { answer, milliseconds });
  }
}

function keep(
  { study, model, now }: KneeGradingOrder,
  hipId: string,
  { answer, milliseconds }: { readonly answer: KneeAnswer; readonly milliseconds: number },
): void {
  const { name, version, sha256, card } = model;
  const { evidence, masks, grade, probabilities, familiarity } = answer;
  const maps: KneeMap[] = [
    { kind: 'grad-cam', name: 'grad-cam', height: evidence.height, width: evidence.width, values: rounded(evidence.values) },
    ...masks.map(({ branch, height, width, values }) => ({
      kind: 'mask' as const,
      name: branch,
      height,
      width,
      values: rounded(values),
    })),
  ];
  putKneeGrading(study.database, hipId, {
    model: { name, version, sha256 },
    grade: KlGradeSchema.parse(grade),
    probabilities,
    region: card.preprocessing.region ?? WHOLE_PICTURE,
    maps,
    ...(familiarity === undefined ? {} : { familiarity }),
    milliseconds,
    gradedAt: now().toISOString(),
  });
}

/** Colours have 256 steps, so more digits would only take space. */
function rounded(values: Float32Array): number[] {
  return Array.from(values, (value) => Math.round(1000 * value) / 1000);
}
