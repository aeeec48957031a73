// A recipe as something to learn: its pictures prepared, its task for the loop, and how the trained network is measured.

import { success, type Result } from '../../domain/failure.ts';
import type { Architecture } from '../../network/architecture.ts';
import type { Network } from '../../network/network.ts';
import type { Engine } from '../../network/tensors.ts';
import type { Recipe } from '../../training/recipe.ts';
import { pictureSize, type TrainingTask } from '../../training/task.ts';
import { findingQuestions, hipFindings } from '../../training/tasks/hip-findings.ts';
import { hipOsteophytes } from '../../training/tasks/hip-osteophytes.ts';
import { hipPresence } from '../../training/tasks/hip-presence.ts';
import type { HipSet } from '../../training/tasks/hip-set.ts';
import { kneeGrade, kneeQuestion } from '../../training/tasks/knee-grade.ts';
import type { LabelledPictures } from '../../training/tasks/labelled-pictures.ts';
import { measureGraded, measurePresence, type MeasuredFigure } from '../evaluation/measure-network.ts';
import { phantomFindings, phantomHipSet } from '../data/phantom-hip-set.ts';
import { testFigures } from '../evaluation/test-cohort.ts';
import {
  asRead,
  findingSets,
  hipSets,
  kneeSets,
  type DataOptions,
  type LabelSnapshot,
  type Heard,
  type Provenance,
} from '../data/training-data.ts';

export interface PreparedTask {
  readonly provenance: Provenance;
  readonly snapshot: LabelSnapshot;
  /** On an engine that stays open while the task is used. */
  on(engine: Engine): TrainingTask;
  /** Figures on the recipe's test cohort where it has one, then on the validation items; none for System 1, whose exported model is measured. */
  measure(network: Network): Promise<MeasuredFigure[]>;
}

/** Prepares the recipe's data. Fails where data are missing, malformed, or leave a grade without an example. */
export async function prepareTask(
  recipe: Recipe,
  architecture: Architecture,
  options: DataOptions,
  { heard, signal }: { readonly heard: Heard; readonly signal: AbortSignal },
): Promise<Result<PreparedTask>> {
  const seen = { size: pictureSize(recipe.stages[recipe.stages.length - 1].size), batch: recipe.batch, seed: recipe.seed };
  switch (recipe.system) {
    case 1: {
      const data = await hipSets(recipe, options, heard, signal);
      if (!data.ok) return data;
      const budget = recipe.budget === undefined ? undefined : { ...recipe.budget, seed: recipe.seed };
      const on = (engine: Engine): TrainingTask =>
        hipOsteophytes({ ...recipe, ...data.value.sets, budget, architecture, engine });
      return success({ ...data.value, on, measure: async () => [] });
    }
    case 2: {
      const data = await hipSets(recipe, options, heard, signal);
      if (!data.ok) return data;
      const { sets } = data.value;
      const on = (engine: Engine): TrainingTask => hipPresence({ ...recipe, ...sets, architecture, engine });
      const measure = async (network: Network): Promise<MeasuredFigure[]> => {
        const of = (set: HipSet): Promise<MeasuredFigure[]> => measurePresence(network, set, seen);
        const unseen = await testFigures(recipe, options, { phantom: phantomHipSet, measure: of }, { heard, signal });
        return [...unseen, ...(await of(sets.validation))];
      };
      return success({ ...data.value, on, measure });
    }
    case 3: {
      const data = await kneeSets(recipe, options, heard, signal);
      if (!data.ok) return data;
      const { sets } = data.value;
      const asked = {
        pictures: sets.validation,
        questions: [kneeQuestion(recipe)],
        loss: recipe.loss,
        inputRange: recipe.inputRange,
      };
      const on = (engine: Engine): TrainingTask => kneeGrade({ recipe, ...sets, architecture, engine });
      return success({ ...data.value, on, measure: (network) => measureGraded(network, asked, seen) });
    }
    case 4: {
      const data = await findingSets(recipe, options, heard, signal);
      if (!data.ok) return data;
      const { sets } = data.value;
      const asked = { questions: findingQuestions(recipe), loss: recipe.loss };
      const on = (engine: Engine): TrainingTask => hipFindings({ recipe, ...sets, architecture, engine });
      const measure = async (network: Network): Promise<MeasuredFigure[]> => {
        const of = (pictures: LabelledPictures): Promise<MeasuredFigure[]> =>
          measureGraded(network, { ...asked, pictures }, seen);
        const asTrained = (pictures: LabelledPictures): Promise<MeasuredFigure[]> => of(asRead(recipe, pictures));
        const unseen = await testFigures(recipe, options, { phantom: phantomFindings, measure: asTrained }, { heard, signal });
        return [...unseen, ...(await of(sets.validation))];
      };
      return success({ ...data.value, on, measure });
    }
  }
}
