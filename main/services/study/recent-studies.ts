// The list of recent studies, a file in the home folder.

import { join } from 'node:path';
import { z } from 'zod';
import { isStudyFolder } from '../../cohort/study-folder.ts';
import { RecentStudySchema, type RecentStudy } from '../../domain/study/study-summary.ts';
import { makeFolder, writeWhole } from '../../files/write-whole.ts';
import { readJson } from '../../files/read-json.ts';
import type { Environment } from '../environment.ts';
import type { StudySession } from './study-session.ts';

const REMEMBERED = 10;

/** The recent studies that are still there, newest first. */
export async function recentStudies(environment: Pick<Environment, 'home'>): Promise<readonly RecentStudy[]> {
  const recent = await readList(environment);
  const exists = await Promise.all(recent.map(({ folder }) => isStudyFolder(folder)));
  return recent.filter((_, i) => exists[i]);
}

/** Puts the study first. If the list cannot be written, the study opens all the same and the error is logged. */
export async function rememberStudy(environment: Environment, { id, study }: StudySession): Promise<void> {
  const others = (await readList(environment)).filter((recent) => recent.folder !== study.folder);
  const own = { id, name: study.settings.name, folder: study.folder, open: true };
  await writeList(environment, [own, ...others].slice(0, REMEMBERED));
}

/** Notes that the user closed the study, so that the next start leaves it closed. */
export async function rememberClosed(environment: Environment, folder: string): Promise<void> {
  const list = await readList(environment);
  await writeList(
    environment,
    list.map((recent) => (recent.folder === folder ? { ...recent, open: false } : recent)),
  );
}

async function writeList(environment: Environment, list: readonly RecentStudy[]): Promise<void> {
  try {
    await makeFolder(environment.home);
    await writeWhole(fileOf(environment), JSON.stringify(list, null, 2));
  } catch (error) {
    environment.errors.report(error, 'recent studies');
  }
}

async function readList(environment: Pick<Environment, 'home'>): Promise<readonly RecentStudy[]> {
  const entries = z.array(z.unknown()).safeParse(await readJson(fileOf(environment))).data ?? []; // unreadable: no recent studies
  return entries.flatMap((entry) => RecentStudySchema.safeParse(entry).data ?? []);
}

function fileOf({ home }: Pick<Environment, 'home'>): string {
  return join(home, 'recent-studies.json');
}
