// A fingerprint of the data that an experiment's recipes learn from outside themselves: the hips, labels and split of a study, or the names
// and sizes of the pictures in class folders. Phantoms follow from the recipe and the program's version.

import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { success, type Result } from '../domain/failure.ts';
import { fileFailure } from '../files/file-failure.ts';
import { readStudyHips } from '../learning/data/study-hip-set.ts';
import type { TrainingOptions } from '../learning/run/training-calls.ts';

/** Null if all recipes learn from phantoms. With `withAnswers`, what models answered belongs to the data: some strategies spend budgets by it. */
export async function dataPrint(
  { study, data }: Pick<TrainingOptions, 'study' | 'data'>,
  withAnswers: boolean,
): Promise<Result<string | null>> {
  const hash = createHash('sha256');
  if (study !== undefined) {
    const hips = await readStudyHips(study, undefined);
    if (!hips.ok) return hips;
    for (const [part, own] of Object.entries(hips.value.parts))
      for (const { record, crop, labels, readings, answers } of own)
        hash
          .update(JSON.stringify([part, record.subject, record.visit, record.side, labels, [...readings]]))
          .update(withAnswers ? JSON.stringify(answers) : '')
          .update(crop.pixels);
  }
  if (data !== undefined) {
    try {
      for (const name of (await readdir(data, { recursive: true })).filter((each) => /\.(png|jpe?g)$/i.test(each)).toSorted())
        hash.update(JSON.stringify([name, (await stat(join(data, name))).size]));
    } catch (error) {
      const failure = fileFailure(error, data);
      if (failure === null) throw error;
      return { ok: false, failure };
    }
  }
  return success(study === undefined && data === undefined ? null : hash.digest('hex'));
}
