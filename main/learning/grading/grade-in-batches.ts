// Grades hips as they come, as many at once as came while the last ones were graded.

import { success, type Result } from '../../domain/failure.ts';
import type { GradedHip } from '../../inference/graded-hip.ts';
import type { GradableHip, Inference } from '../../inference/inference.ts';

/** More hips need more memory and are not faster. **(ours)** */
const MOST_AT_ONCE = 32;

interface WaitingHip {
  readonly hip: GradableHip;
  readonly resolve: (graded: Result<GradedHip>) => void;
  readonly reject: (error: unknown) => void;
}

/** Returns a function that grades one hip. If several at once fail, each is graded alone, so that only the faulty one fails. */
export function gradeInBatches(
  inference: Pick<Inference, 'grade' | 'atOnce'>,
  modelPath: string,
  signal?: AbortSignal,
): (hip: GradableHip) => Promise<Result<GradedHip>> {
  const { atOnce = MOST_AT_ONCE } = inference;
  const waiting: WaitingHip[] = [];
  let busy = false;
  const gradeEach = async (some: readonly WaitingHip[], together: Result<never>): Promise<void> => {
    for (const { hip, resolve } of some) {
      const graded = some.length === 1 || isStopped(together) ? together : await inference.grade(modelPath, [hip], signal);
      resolve(graded.ok ? onlyHip(graded.value) : graded);
    }
  };
  const gradeAll = async (some: readonly WaitingHip[]): Promise<void> => {
    const graded = await inference.grade(
      modelPath,
      some.map(({ hip }) => hip),
      signal,
    );
    if (!graded.ok) return gradeEach(some, graded);
    for (const [index, one] of some.entries()) one.resolve(onlyHip(graded.value.slice(index, index + 1)));
  };
  const work = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    while (waiting.length > 0) {
      const some = waiting.splice(0, atOnce);
      try {
        await gradeAll(some);
      } catch (error) {
        for (const { reject } of some) reject(error);
      }
    }
    busy = false;
  };
  return async (hip) => {
    const { promise, resolve, reject } = Promise.withResolvers<Result<GradedHip>>();
    waiting.push({ hip, resolve, reject });
    void work();
    return promise;
  };
}

function isStopped(failed: Result<never>): boolean {
  return !failed.ok && failed.failure.code === 'stopped';
}

function onlyHip([hip]: readonly GradedHip[]): Result<GradedHip> {
  if (hip === undefined) throw new Error('Inference returned no grading for the crop.');
  return success(hip);
}
