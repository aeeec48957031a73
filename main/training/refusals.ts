// Why a run cannot start, or cannot continue as its recipe says. Each refusal says what was found and what to do.

import { failed, type Result } from '../domain/failure.ts';
import type { Architecture } from '../network/architecture.ts';
import { sizeFault } from '../network/layer-shapes.ts';
import { somethingLearns, unknownLayers } from './learners.ts';
import type { LoopSettings } from './loop-settings.ts';
import { leakedSubjects, pictureSize, type TrainingTask } from './task.ts';
import { trainingText } from './text.ts';

const { reason } = trainingText;

/** Checks everything that is known before any weights exist. */
export function refusalOf(task: TrainingTask, settings: LoopSettings): Result<never> | undefined {
  const leak = leakRefusal(task);
  if (leak !== undefined) return leak;
  if (task.validation.items === 0) return failed('recipe-malformed', trainingText.data.emptyValidation);
  const alwaysKept = task.best.map(({ name }) => name);
  const names = (settings.keep ?? []).map(({ name }) => name);
  const twice = names.find((name, index) => alwaysKept.includes(name) || names.indexOf(name) !== index);
  if (twice !== undefined) return refuse('keep', reason.nameUsedTwice(twice, alwaysKept));
  if (task.train.items >= settings.batch) return planRefusal(task, settings);
  return failed('recipe-malformed', trainingText.data.tooFewItems(settings.batch, task.train.items));
}

/** Refuses subjects that are in both sets. */
export function leakRefusal(task: Pick<TrainingTask, 'train' | 'validation'>): Result<never> | undefined {
  return leakBetween(trainingText.leak.trainingAndValidation, leakedSubjects(task));
}

/** Refuses if any subject was found in two places. */
export function leakBetween(places: string, leaked: readonly string[]): Result<never> | undefined {
  const [first] = leaked;
  if (first === undefined) return undefined;
  const { leak } = trainingText;
  return failed('split-leak', leaked.length === 1 ? leak.oneSubject(first, places) : leak.subjects(leaked.length, first, places));
}

export type Plan = Pick<TrainingTask, 'architecture' | 'figures'>;

/** Checks before any picture is read that the sizes, layers and figures in the settings fit the network and the task. */
export function planRefusal({ architecture, figures }: Plan, settings: LoopSettings): Result<never> | undefined {
  for (const [place, { size }] of settings.stages.entries()) {
    const { height, width } = pictureSize(size);
    const fault = sizeFault(architecture, height, width);
    if (fault !== null) return refuse(`stages.${place}.size`, reason.sizeDoesNotFit({ height, width }, architecture, fault));
  }
  const [layers] = unknownLayers(architecture, settings);
  if (layers !== undefined) return noSuchLayers(architecture, layers);
  if (!somethingLearns(architecture, settings)) return refuse(trainingText.entry.layers, reason.nothingLearns);
  const rules = [...(settings.keep ?? []), ...(settings.earlyStopping === undefined ? [] : [settings.earlyStopping])];
  const figure = rules.map((each) => each.figure).find((each) => !figures.includes(each));
  return figure === undefined ? undefined : refuse(trainingText.entry.figures, reason.unknownFigure(figure, figures));
}

/** Refuses a recipe that plans no more epochs than the run has done. */
export function nothingLeft(done: number, planned: number): Result<never> {
  return failed('recipe-malformed', trainingText.run.nothingLeft(done, planned));
}

function noSuchLayers({ name, layers: all }: Architecture, layers: string): Result<never> {
  const prefixes = [...new Set(all.map((layer) => layer.name.split('.')[0]))];
  return refuse(trainingText.entry.layers, reason.unknownLayers(name, layers, prefixes));
}

function refuse(entry: string, why: string): Result<never> {
  return failed('recipe-malformed', trainingText.recipe.notValid(entry, why));
}
