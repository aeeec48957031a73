// The experiments that measured their runs on a part of a study. Whoever chooses a model by them has used the part, so a later evaluation
// on it says so. One small file each beside the evaluations, so that many machines can record without a lock.

import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { success, type Result } from '../../domain/failure.ts';
import { SplitPartSchema } from '../../domain/study/split.ts';
import { folderFailure } from '../../files/file-failure.ts';
import { makeFolder, writeWhole } from '../../files/write-whole.ts';
import { readJson } from '../../files/read-json.ts';

const PartUseSchema = z.object({
  experiment: z.string(),
  split: SplitPartSchema,
  splitName: z.string(),
  /** When its first run was measured. */
  measuredAt: z.string(),
});

export type PartUse = Readonly<z.infer<typeof PartUseSchema>>;

/** Keeps the first use. Fails if the study's folder cannot be written. */
export async function recordPartUse(studyFolder: string, use: PartUse): Promise<Result<null>> {
  const folder = folderIn(studyFolder);
  const { experiment, split, splitName } = use;
  const of = createHash('sha256')
    .update(JSON.stringify([experiment, split, splitName]))
    .digest('hex')
    .slice(0, 16);
  const path = join(folder, `${experiment}-${of}.json`);
  if (PartUseSchema.safeParse(await readJson(path)).success) return success(null);
  try {
    await makeFolder(folder);
    await writeWhole(path, `${JSON.stringify(use)}\n`);
    return success(null);
  } catch (error) {
    const failure = folderFailure(error, folder);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}

/** Oldest first. Files that cannot be read are left out. */
export async function listPartUses(studyFolder: string): Promise<readonly PartUse[]> {
  const names = await readdir(folderIn(studyFolder)).catch(() => []); // without a folder there were no experiments
  const read = await Promise.all(names.map((name) => readJson(join(folderIn(studyFolder), name))));
  const uses = read.flatMap((use) => PartUseSchema.safeParse(use).data ?? []);
  return uses.toSorted((a, b) => (a.measuredAt < b.measuredAt ? -1 : 1));
}

function folderIn(studyFolder: string): string {
  return join(studyFolder, 'evaluations', 'experiments');
}
