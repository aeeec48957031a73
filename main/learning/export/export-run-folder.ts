// "Use this run" for the command line: makes a model from any run's folder.

import { basename, dirname, join } from 'node:path';
import { readJson } from '../../files/read-json.ts';
import { z } from 'zod';
import { isStudyFolder, openStudy } from '../../cohort/study-folder.ts';
import { failed, type Result } from '../../domain/failure.ts';
import { parseRecipe } from '../../training/recipe.ts';
import { exportCheckpoint, modelName } from './export-checkpoint.ts';
import type { UseOrder } from './use-run.ts';
import { bestCheckpoint } from '../run/run-checkpoints.ts';
import { bestEpochs, readEpochs } from '../run/run-records.ts';
import type { ExportedModel } from '../run/training-calls.ts';
import { exportText } from '../text/export.ts';

export interface ExportOptions {
  /** The run's folder. */
  readonly run: string;
  /** If omitted, the best checkpoint. */
  readonly checkpoint?: string | undefined;
  readonly models: string;
  /** The study that the run learned from, unless the run lies inside it. */
  readonly study?: string | undefined;
  /** The class folders that a run of System 3 learned from, if the run kept no pictures. */
  readonly data?: string | undefined;
  readonly version: string;
}

const Manifest = z.object({ recipe: z.unknown() });

/** If a run inside a study kept no crops, the export is checked on the study's crops. */
export async function exportRunFolder(
  options: ExportOptions,
  use: (order: UseOrder) => Promise<Result<ExportedModel>>,
): Promise<Result<ExportedModel>> {
  const { run, models, data, version } = options;
  const manifest = Manifest.safeParse(await readJson(join(run, 'manifest.json')));
  if (!manifest.success) return failed('file-not-found', exportText.notARun(run));
  const recipe = parseRecipe(JSON.stringify(manifest.data.recipe));
  if (!recipe.ok) return recipe;
  const checkpoint = options.checkpoint ?? bestCheckpoint(recipe.value);
  const best = bestEpochs(await readEpochs(run));
  const studyFolder = options.study ?? dirname(dirname(run));
  const study = (await isStudyFolder(studyFolder)) ? await openStudy(studyFolder) : null;
  if (study?.ok === false) return study;
  try {
    return await exportCheckpoint(
      {
        folder: run,
        recipe: recipe.value,
        checkpoint,
        validationKappa: best[checkpoint]?.figures['meanKappa'] ?? null,
        models,
        name: modelName(basename(run), checkpoint),
        study: study?.value ?? null,
        data,
        version,
      },
      use,
    );
  } finally {
    study?.value.close();
  }
}
