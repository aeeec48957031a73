// Measures the best epoch of a run, at its end, on phantoms that neither training nor the choice of the epoch saw.

import type { Result } from '../../domain/failure.ts';
import type { RecipeOf } from '../../training/recipe.ts';
import type { MeasuredFigure } from './evaluation.ts';
import type { PhantomSetOptions } from '../data/phantom-hip-set.ts';
import type { DataOptions, DataProgress } from '../data/training-data.ts';

interface TestCohort<Set> {
  readonly phantom: (
    options: PhantomSetOptions,
    progress: (done: number, total: number) => void,
    signal: AbortSignal,
  ) => Promise<Result<Set>>;
  readonly measure: (set: Set) => Promise<readonly MeasuredFigure[]>;
}

/**
 * Returns figures that say what they were measured on. Figures of mirrored pictures are left out, since hips are never graded mirrored.
 * Empty if the recipe has no test cohort, or if the run is stopped meanwhile: its validation figures remain.
 */
export async function testFigures<Set>(
  { data }: RecipeOf<2> | RecipeOf<4>,
  { cache, version }: DataOptions,
  { phantom, measure }: TestCohort<Set>,
  { progress, signal }: { readonly progress: DataProgress; readonly signal: AbortSignal },
): Promise<MeasuredFigure[]> {
  if (data.kind !== 'phantom') return [];
  const { seed, subjects } = data.test;
  const groups = [{ subjects, grades: 'published', labels: 'strong' } as const];
  const set = await phantom(
    { cache, version, seed, groups, phantom: data.version },
    (done, total) => progress('test', done, total),
    signal,
  );
  if (!set.ok) return [];
  const figures = await measure(set.value);
  return figures
    .filter(({ name }) => !name.startsWith('mirrored.'))
    .map((figure) => {
      return { ...figure, data: `${figure.items} hips of ${subjects} phantom subjects that training never saw, seed ${seed}` };
    });
}
