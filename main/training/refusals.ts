// Why a run does not start, or cannot go on as its recipe says: each with what was found and what to do.

import { failed, type Result } from '../domain/failure.ts';
import type { Architecture } from '../network/architecture.ts';
import { sizeFault } from '../network/layer-shapes.ts';
import { somethingLearns, unknownLayers } from './learners.ts';
import type { LoopSettings } from './loop-settings.ts';
import { leakedSubjects, pictureSize, type TrainingTask } from './task.ts';

/** What can be said before any weight is made. */
export function refusalOf(task: TrainingTask, settings: LoopSettings): Result<never> | undefined {
  const leak = leakRefusal(task);
  if (leak !== undefined) return leak;
  if (task.validation.items === 0)
    return failed('recipe-malformed', 'There is nothing to validate on. Give the validation part at least one labelled subject.');
  const known = task.best.map(({ name }) => name);
  const names = (settings.keep ?? []).map(({ name }) => name);
  const twice = names.find((name, place) => known.includes(name) || names.indexOf(name) !== place);
  if (twice !== undefined) return refused('keep', `the name ${twice} is taken; ${known.join(' and ')} are always kept`);
  if (task.train.items >= settings.batch) return planRefusal(task, settings);
  return failed(
    'recipe-malformed',
    `A batch of ${settings.batch} needs as many usable items; there are ${task.train.items}. Choose a smaller batch.`,
  );
}

/** Of subjects in both sets. */
export function leakRefusal(task: Pick<TrainingTask, 'train' | 'validation'>): Result<never> | undefined {
  return leakBetween('training and validation', leakedSubjects(task));
}

/** Of the subjects found in two places, if any. */
export function leakBetween(places: string, leaked: readonly string[]): Result<never> | undefined {
  if (leaked.length === 0) return undefined;
  const found = leaked.length === 1 ? `The subject ${leaked[0]} stands` : `${leaked.length} subjects stand`;
  const which = leaked.length === 1 ? '' : `, ${leaked[0]} first`;
  return failed('split-leak', `${found} in ${places}${which}. Split by subject.`);
}

export type Plan = Pick<TrainingTask, 'architecture' | 'figures'>;

/** What can be said before any picture is read: whether sizes, layers and figures that the settings name go with the network and the task. */
export function planRefusal({ architecture, figures }: Plan, settings: LoopSettings): Result<never> | undefined {
  for (const [place, { size }] of settings.stages.entries()) {
    const { height, width } = pictureSize(size);
    const fault = sizeFault(architecture, height, width);
    if (fault === null) continue;
    return refused(
      `stages.${place}.size`,
      `pictures of ${width} x ${height} do not go through ${architecture.name}: ${fault}. It is meant for ${architecture.inputSize}`,
    );
  }
  const [layers] = unknownLayers(architecture, settings);
  if (layers !== undefined) return noSuchLayers(architecture, layers);
  if (!somethingLearns(architecture, settings))
    return refused('freeze or rates', 'every layer is frozen or has no rate in the first epoch, so nothing learns');
  const asked = [...(settings.keep ?? []), ...(settings.earlyStopping === undefined ? [] : [settings.earlyStopping])];
  const figure = asked.map((each) => each.figure).find((each) => !figures.includes(each));
  return figure === undefined
    ? undefined
    : refused('keep or earlyStopping', `there is no figure ${figure}; this task has ${figures.join(', ')}`);
}

/** Of a recipe that plans fewer epochs than the run has done. */
export function nothingLeft(done: number, planned: number): Result<never> {
  return failed(
    'recipe-malformed',
    `The run has ${done} epochs behind it, and the recipe plans ${planned}. Extend it, or give the recipe's stages more epochs.`,
  );
}

function noSuchLayers({ name, layers: all }: Architecture, layers: string): Result<never> {
  const known = [...new Set(all.map((layer) => layer.name.split('.')[0]))].join(', ');
  return refused('freeze or rates', `${name} has no layers ${layers}; its layers begin with ${known}`);
}

function refused(place: string, why: string): Result<never> {
  return failed('recipe-malformed', `The recipe does not fit at ${place}: ${why}. Correct that entry and try again.`);
}
