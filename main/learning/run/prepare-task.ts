// Prepares a recipe for training: its pictures, its task for the training loop, and how the trained network is measured.

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
import { supervise, type Strategy } from '../../training/tasks/hip-supervision.ts';
import { kneeGrade, kneeQuestion } from '../../training/tasks/knee-grade.ts';
import { withinBudget, type LabelBudget } from '../../training/tasks/label-budget.ts';
import type { LabelledPictures } from '../../training/tasks/labelled-pictures.ts';
import type { MeasuredFigure } from '../evaluation/evaluation.ts';
import { measureGraded, measurePresence } from '../evaluation/measure-network.ts';
import { phantomFindings, phantomHipSet } from '../data/phantom-hip-set.ts';
import { testFigures } from '../evaluation/test-cohort.ts';
import { withRecipeContrast } from '../data/contrast.ts';
import type { LabelSnapshot, Provenance, Supervision } from '../data/provenance.ts';
import { findingSets, hipSets, kneeSets, type DataOptions, type DataProgress } from '../data/training-data.ts';

export interface PreparedTask {
  readonly provenance: Provenance;
  readonly snapshot: LabelSnapshot;
  /** Returns the task on an engine, which must stay open while the task is in use. */
  on(engine: Engine): TrainingTask;
  /** Returns figures on the test cohort, if the recipe has one, then on the validation items. Empty for System 1, whose exported model is measured instead. */
  measure(network: Network): Promise<MeasuredFigure[]>;
}

/** Prepares the recipe's data. Fails if data are missing or malformed, or if a grade has no example. */
export async function prepareTask(
  recipe: Recipe,
  architecture: Architecture,
  options: DataOptions,
  { progress, signal }: { readonly progress: DataProgress; readonly signal: AbortSignal },
): Promise<Result<PreparedTask>> {
  const lastStage = recipe.stages.at(-1);
  if (lastStage === undefined) throw new Error('A recipe has at least one stage.');
  const how = { size: pictureSize(lastStage.size), batch: recipe.batch, seed: recipe.seed };
  switch (recipe.system) {
    case 1: {
      const data = await hipSets(recipe, options, progress, signal);
      if (!data.ok) return data;
      const budget = recipe.budget === undefined ? undefined : { ...recipe.budget, seed: recipe.seed };
      const on = (engine: Engine): TrainingTask =>
        hipOsteophytes({ ...recipe, ...data.value.sets, budget, architecture, engine });
      const supervision = supervisionOf(data.value.sets.train, { strategy: recipe.strategy, budget });
      return success({ ...data.value, provenance: { ...data.value.provenance, supervision }, on, measure: async () => [] });
    }
    case 2: {
      const data = await hipSets(recipe, options, progress, signal);
      if (!data.ok) return data;
      const { sets } = data.value;
      const on = (engine: Engine): TrainingTask => hipPresence({ ...recipe, ...sets, architecture, engine });
      const measure = async (network: Network): Promise<MeasuredFigure[]> => {
        const measureSet = (set: HipSet): Promise<MeasuredFigure[]> => measurePresence(network, set, how);
        const test = { phantom: phantomHipSet, measure: measureSet };
        const onTest = await testFigures(recipe, options, test, { progress, signal });
        return [...onTest, ...(await measureSet(sets.validation))];
      };
      return success({ ...data.value, on, measure });
    }
    case 3: {
      const data = await kneeSets(recipe, options, progress, signal);
      if (!data.ok) return data;
      const { sets } = data.value;
      const asked = {
        pictures: sets.validation,
        questions: [kneeQuestion(recipe)],
        loss: recipe.loss,
        inputRange: recipe.inputRange,
      };
      const on = (engine: Engine): TrainingTask => kneeGrade({ recipe, ...sets, architecture, engine });
      return success({ ...data.value, on, measure: (network) => measureGraded(network, asked, how) });
    }
    case 4: {
      const data = await findingSets(recipe, options, progress, signal);
      if (!data.ok) return data;
      const { sets } = data.value;
      const asked = { questions: findingQuestions(recipe), loss: recipe.loss };
      const on = (engine: Engine): TrainingTask => hipFindings({ recipe, ...sets, architecture, engine });
      const measure = async (network: Network): Promise<MeasuredFigure[]> => {
        const measureSet = (pictures: LabelledPictures): Promise<MeasuredFigure[]> =>
          measureGraded(network, { ...asked, pictures }, how);
        const test = {
          phantom: phantomFindings,
          measure: (pictures: LabelledPictures) => measureSet(withRecipeContrast(recipe, pictures)),
        };
        const onTest = await testFigures(recipe, options, test, { progress, signal });
        return [...onTest, ...(await measureSet(sets.validation))];
      };
      return success({ ...data.value, on, measure });
    }
  }
}

/** What the strategy uses of each training hip, for the manifest. */
function supervisionOf(
  { hips }: HipSet,
  { strategy, budget }: { readonly strategy: Strategy; readonly budget: LabelBudget | undefined },
): Supervision {
  const used = withinBudget(hips, strategy, budget).map((labels) =>
    labels === undefined || supervise(labels, strategy) === undefined ? undefined : labels.kind,
  );
  const weak = hips.flatMap(({ hip }, index) => (used[index] === 'weak' ? [`${hip.subject} ${hip.visit} ${hip.side}`] : []));
  const strong = used.filter((kind) => kind === 'strong').length;
  return { strong, weak, unused: hips.length - strong - weak.length };
}
