// Why a run does not start, or cannot go on as its recipe says: each with what was found and what to do.

import { failed, type Result } from '../domain/failure.ts';
import type { LoopSettings } from './loop-settings.ts';
import { leakedSubjects, type Figures, type TrainingTask } from './task.ts';

/** What can be said before any weight is made. */
export function refusalOf(task: Pick<TrainingTask, 'train' | 'validation'>, settings: LoopSettings): Result<never> | undefined {
  const leaked = leakedSubjects(task);
  if (leaked.length > 0) {
    return failed(
      'split-leak',
      `${leaked.length} subjects stand in training and validation, ${leaked[0]} first. Split by subject.`,
    );
  }
  if (task.validation.items === 0)
    return failed('recipe-malformed', 'There is nothing to validate on. Give the validation part at least one labelled subject.');
  if (task.train.items >= settings.batch) return undefined;
  return failed(
    'recipe-malformed',
    `A batch of ${settings.batch} needs as many usable items; there are ${task.train.items}. Choose a smaller batch.`,
  );
}

/** Of a recipe that plans fewer epochs than the run has done. */
export function nothingLeft(done: number, planned: number): Result<never> {
  return failed(
    'recipe-malformed',
    `The run has ${done} epochs behind it, and the recipe plans ${planned}. Extend it, or give the recipe's stages more epochs.`,
  );
}

/** Of entries that name layers. */
export function noSuchLayers({ architecture }: Pick<TrainingTask, 'architecture'>, layers: string): Result<never> {
  const known = [...new Set(architecture.layers.map(({ name }) => name.split('.')[0]))].join(', ');
  return failed(
    'recipe-malformed',
    `freeze or rates name the layers ${layers}, which ${architecture.name} does not have. Its layers begin with ${known}.`,
  );
}

/** Of entries that name figures. */
export function noSuchFigure(figure: string, figures: Figures): Result<never> {
  const known = Object.keys(figures).join(', ');
  return failed(
    'recipe-malformed',
    `keep or earlyStopping name the figure ${figure}. This task has ${known}. Choose one of them.`,
  );
}
