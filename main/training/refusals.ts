// Why a run cannot start, or cannot continue as its recipe says. Each refusal says what was found and what to do.

import { failed, type Result } from '../domain/failure.ts';
import type { Architecture } from '../network/architecture.ts';
import { sizeFault } from '../network/layer-shapes.ts';
import { somethingLearns, unknownLayers } from './learners.ts';
import type { LoopSettings } from './loop-settings.ts';
import { leakedSubjects, pictureSize, type TrainingTask } from './task.ts';

/** Checks everything that is known before any weights exist. */
export function refusalOf(task: TrainingTask, settings: LoopSettings): Result<never> | undefined {
  const leak = leakRefusal(task);
  if (leak !== undefined) return leak;
  if (task.validation.items === 0)
    return failed('recipe-malformed', 'The validation part is empty. Give it at least one labelled subject.');
  const alwaysKept = task.best.map(({ name }) => name);
  const names = (settings.keep ?? []).map(({ name }) => name);
  const twice = names.find((name, index) => alwaysKept.includes(name) || names.indexOf(name) !== index);
  if (twice !== undefined)
    return refuse('keep', `the name ${twice} is used twice (${alwaysKept.join(' and ')} are always kept). Choose another name`);
  if (task.train.items >= settings.batch) return planRefusal(task, settings);
  return failed(
    'recipe-malformed',
    `A batch of ${settings.batch} needs at least ${settings.batch} usable items, but there are only ${task.train.items}. Choose a smaller batch.`,
  );
}

/** Refuses subjects that are in both sets. */
export function leakRefusal(task: Pick<TrainingTask, 'train' | 'validation'>): Result<never> | undefined {
  return leakBetween('training and validation', leakedSubjects(task));
}

/** Refuses if any subject was found in two places. */
export function leakBetween(places: string, leaked: readonly string[]): Result<never> | undefined {
  if (leaked.length === 0) return undefined;
  const found = leaked.length === 1 ? `The subject ${leaked[0]} is` : `${leaked.length} subjects are`;
  const which = leaked.length === 1 ? '' : ` (the first is ${leaked[0]})`;
  return failed('split-leak', `${found} in ${places}${which}. Split the data by subject.`);
}

export type Plan = Pick<TrainingTask, 'architecture' | 'figures'>;

/** Checks before any picture is read that the sizes, layers and figures in the settings fit the network and the task. */
export function planRefusal({ architecture, figures }: Plan, settings: LoopSettings): Result<never> | undefined {
  for (const [place, { size }] of settings.stages.entries()) {
    const { height, width } = pictureSize(size);
    const fault = sizeFault(architecture, height, width);
    if (fault === null) continue;
    return refuse(
      `stages.${place}.size`,
      `pictures of ${width} x ${height} do not fit ${architecture.name}: ${fault}. The network is meant for ${architecture.inputSize} pixels`,
    );
  }
  const [layers] = unknownLayers(architecture, settings);
  if (layers !== undefined) return noSuchLayers(architecture, layers);
  if (!somethingLearns(architecture, settings))
    return refuse('freeze or rates', 'every layer is frozen or has a rate of 0 in the first epoch, so nothing would learn');
  const rules = [...(settings.keep ?? []), ...(settings.earlyStopping === undefined ? [] : [settings.earlyStopping])];
  const figure = rules.map((each) => each.figure).find((each) => !figures.includes(each));
  return figure === undefined
    ? undefined
    : refuse('keep or earlyStopping', `there is no figure called ${figure}. This task has ${figures.join(', ')}`);
}

/** Refuses a recipe that plans no more epochs than the run has done. */
export function nothingLeft(done: number, planned: number): Result<never> {
  return failed(
    'recipe-malformed',
    `The run has finished ${done} epochs, and the recipe plans ${planned}. Extend the run, or give the recipe's stages more epochs.`,
  );
}

function noSuchLayers({ name, layers: all }: Architecture, layers: string): Result<never> {
  const prefixes = [...new Set(all.map((layer) => layer.name.split('.')[0]))].join(', ');
  return refuse('freeze or rates', `${name} has no layers called ${layers}. Its layers start with ${prefixes}`);
}

function refuse(place: string, why: string): Result<never> {
  return failed('recipe-malformed', `The recipe is not valid at ${place}: ${why}. Correct that entry and try again.`);
}
