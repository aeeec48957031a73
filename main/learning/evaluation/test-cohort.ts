// The phantoms that no training and no choice of an epoch saw, on which a run's best epoch is measured when the run ends.

import type { Result } from '../../domain/failure.ts';
import type { RecipeOf } from '../../training/recipe.ts';
import type { MeasuredFigure } from './measure-network.ts';
import type { PhantomSetOptions } from '../data/phantom-hip-set.ts';
import type { DataOptions, Heard } from '../data/training-data.ts';

type Told = (done: number, total: number) => void;

interface Measuring<Set> {
  readonly phantom: (options: PhantomSetOptions, progress: Told, signal: AbortSignal) => Promise<Result<Set>>;
  readonly measure: (set: Set) => Promise<readonly MeasuredFigure[]>;
}

/**
 * Figures that say themselves on what they were measured; of pictures as hips are graded, never mirrored.
 * None for a recipe without a test cohort, nor where the run is stopped meanwhile: its validation figures stay.
 */
export async function testFigures<Set>(
  { data }: RecipeOf<2> | RecipeOf<4>,
  { cache, version }: DataOptions,
  { phantom, measure }: Measuring<Set>,
  { heard, signal }: { readonly heard: Heard; readonly signal: AbortSignal },
): Promise<MeasuredFigure[]> {
  if (data.kind !== 'phantom') return [];
  const { seed, subjects } = data.test;
  const groups = [{ subjects, grades: 'published', labels: 'strong' } as const];
  const set = await phantom({ cache, version, seed, groups }, (done, total) => heard('test', done, total), signal);
  if (!set.ok) return [];
  const figures = await measure(set.value);
  return figures
    .filter(({ name }) => !name.startsWith('mirrored.'))
    .map((figure) => {
      return { ...figure, data: `${figure.items} hips of ${subjects} phantom subjects that training never saw, seed ${seed}` };
    });
}
