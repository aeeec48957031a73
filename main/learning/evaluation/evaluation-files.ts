// The evaluations of a study, one JSON file each in its folder `evaluations`. They name subjects as the study does.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StudyEvaluationSchema, type EvaluationEntry, type StudyEvaluation } from '../../domain/evaluation/evaluation.ts';
import { parseFigures } from '../../domain/evaluation/parse-figures.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import { folderFailure } from '../../files/file-failure.ts';
import { makeFolder, writeWhole } from '../../files/write-whole.ts';
import { readText } from '../../files/read-json.ts';
import { evaluationText } from '../text/evaluation.ts';
import { listPartUses, type PartUse } from './part-uses.ts';

const FOLDER = 'evaluations';

/** Writes the evaluation. Fails if the study's folder cannot be written. */
export async function writeEvaluation(studyFolder: string, evaluation: StudyEvaluation): Promise<Result<null>> {
  const folder = join(studyFolder, FOLDER);
  try {
    await makeFolder(folder);
    await writeWhole(join(folder, `${evaluation.evaluationId}.json`), JSON.stringify(evaluation));
    return success(null);
  } catch (error) {
    const failure = folderFailure(error, folder);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}

export async function readEvaluation(studyFolder: string, evaluationId: string): Promise<Result<StudyEvaluation>> {
  const found = StudyEvaluationSchema.safeParse(parseFigures(await readText(join(studyFolder, FOLDER, `${evaluationId}.json`))));
  return found.success ? success(found.data) : failed('file-not-found', evaluationText.noEvaluation(evaluationId));
}

/** The study's evaluations, newest first. Files that cannot be read are left out. */
export async function listEvaluations(studyFolder: string): Promise<readonly EvaluationEntry[]> {
  const names = await readdir(join(studyFolder, FOLDER)).catch(() => []); // without a folder there are no evaluations
  const found: StudyEvaluation[] = [];
  for (const name of names.filter((each) => each.endsWith('.json'))) {
    const evaluation = await readEvaluation(studyFolder, name.slice(0, -'.json'.length));
    if (evaluation.ok) found.push(evaluation.value);
  }
  const oldestFirst = found.toSorted((a, b) => (a.measuredAt < b.measuredAt ? -1 : 1));
  const experiments = await listPartUses(studyFolder);
  return oldestFirst.map((evaluation, at) => entryOf(evaluation, oldestFirst.slice(0, at), experiments)).toReversed();
}

function entryOf(
  evaluation: StudyEvaluation,
  earlier: readonly StudyEvaluation[],
  experiments: readonly PartUse[],
): EvaluationEntry {
  const { evaluationId, measuredAt, model, split, splitName, truth, unlabelled, leftOut, measured } = evaluation;
  const { hips, subjects, figures } = measured;
  const about = { evaluationId, measuredAt, model, split, splitName, truth, unlabelled, leftOut };
  const earlierModels = [...modelsBefore(evaluation, earlier), ...experimentsBefore(evaluation, experiments)];
  return { ...about, hips, subjects, figures, earlierModels };
}

/** The other models that were measured on the same part. */
function modelsBefore(
  { split, splitName, model }: Pick<StudyEvaluation, 'split' | 'splitName' | 'model'>,
  earlier: readonly Pick<StudyEvaluation, 'split' | 'splitName' | 'model'>[],
): string[] {
  const same = earlier.filter((one) => one.split === split && one.splitName === splitName && one.model.sha256 !== model.sha256);
  return [...new Set(same.map((one) => one.model.name))];
}

/** The experiments that measured their models on the same part. */
function experimentsBefore({ split, splitName, measuredAt }: StudyEvaluation, uses: readonly PartUse[]): string[] {
  const same = uses.filter((use) => use.split === split && use.splitName === splitName && use.measuredAt < measuredAt);
  return same.map(({ experiment }) => evaluationText.modelsOfExperiment(experiment));
}
