// The form of a recipe as typed, and what of it differs from the preset.

import type { Preset, RecipeChanges, TrainingChoice } from '../../main/domain/training/preflight.ts';

export interface Draft {
  readonly presetId: string;
  readonly name: string;
  readonly epochs: string;
  readonly batch: string;
  readonly learningRate: string;
  readonly seed: string;
  readonly emptyGrades: boolean;
  /** `random`, `file`, or `model` and the name of an installed model. */
  readonly start: string;
  readonly weightsFile: string;
  readonly folder: string;
}

/** Empty fields mean what the preset says. A run starts from an installed model that fits, because that needs fewer hips. */
export function draftOf({ presetId, recipe, settings, startModels }: Preset): Draft {
  const [first] = recipe.data === 'study' ? startModels : [];
  return {
    presetId,
    name: '',
    epochs: '',
    batch: '',
    learningRate: '',
    seed: '',
    emptyGrades: settings.emptyGrades,
    start: first === undefined ? 'random' : `model ${first}`,
    weightsFile: '',
    folder: '',
  };
}

/** Null while a field holds something that cannot be trained with. */
export function choiceOf(draft: Draft, preset: Preset): TrainingChoice | null {
  const whole = (typed: string, low: number, high: number): number | null | undefined => {
    if (typed.trim() === '') return undefined;
    const value = Number(typed);
    return Number.isInteger(value) && value >= low && value <= high ? value : null;
  };
  const name = draft.name.trim();
  const rate = Number(draft.learningRate.replace(',', '.'));
  const values = {
    name: name === '' ? undefined : /^[a-z0-9][a-z0-9-]{0,60}$/.test(name) ? name : null,
    epochs: whole(draft.epochs, 1, 1000),
    batch: whole(draft.batch, 1, 1024),
    seed: whole(draft.seed, 0, 999_999_999),
    learningRate: draft.learningRate.trim() === '' ? undefined : rate > 0 && rate <= 10 ? rate : null,
  };
  if (Object.values(values).includes(null)) return null;
  const changed = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  const changes: RecipeChanges = {
    ...changed,
    ...(draft.emptyGrades === preset.settings.emptyGrades ? {} : { emptyGrades: draft.emptyGrades }),
  };
  const typedOrNull = (typed: string): string | null => (typed.trim() === '' ? null : typed.trim());
  return {
    presetId: draft.presetId,
    dataFolder: preset.recipe.data === 'class-folder' ? typedOrNull(draft.folder) : null,
    weights: draft.start === 'file' ? typedOrNull(draft.weightsFile) : null,
    model: draft.start.startsWith('model ') ? draft.start.slice('model '.length) : null,
    changes,
    workstation: null,
  };
}
