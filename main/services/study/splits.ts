// Splits of the open study by subject: built, put in force, changed.

import type { DealtSplit } from '../../cohort/split/build-split.ts';
import { assignSubjects, saveSplit, previewSplit, putSplitInForce, type SplitOrder } from '../../cohort/split/split-study.ts';
import { openStudy } from '../../cohort/study-folder.ts';
import { SplitRecipeSchema, type BuiltSplit, type Split } from '../../domain/study/split.ts';
import { splitRecipes } from '../../database/split-recipes.ts';
import { listSplits, splitInForce } from '../../database/splits.ts';
import type { StudyDatabase } from '../../database/study-database.ts';
import { valueOrThrow } from '../../domain/failure.ts';
import type { Environment } from '../environment.ts';
import { procedures } from '../procedures.ts';
import { THE_READER } from '../reading/reading.ts';
import type { StudySession } from './study-session.ts';

export function splitProcedures(session: StudySession, environment: Environment) {
  const now = () => ({ at: environment.now().toISOString(), actor: THE_READER });
  return {
    list: procedures.splits.list.handler(() => listed(session.required().database)),
    preview: procedures.splits.preview.handler(({ input }) =>
      outputOf(valueOrThrow(previewSplit(session.required().database, input))),
    ),
    build: procedures.splits.build.handler(({ input }) =>
      outputOf(valueOrThrow(saveSplit(session.required().database, { ...input, ...now() }))),
    ),
    choose: procedures.splits.choose.handler(({ input }) => {
      const { database } = session.required();
      valueOrThrow(putSplitInForce(database, { ...input, ...now() }));
      return listed(database);
    }),
    assign: procedures.splits.assign.handler(({ input }) => ({
      subjects: valueOrThrow(assignSubjects(session.required().database, { ...input, ...now() })),
    })),
  };
}

/** The same for the command line: opens the study, builds, closes. Throws a `FailureError`. */
export async function splitFolder(
  folder: string,
  order: Pick<SplitOrder, 'name' | 'recipe'>,
  environment: Environment,
): Promise<BuiltSplit> {
  const study = valueOrThrow(await openStudy(folder));
  try {
    return outputOf(
      valueOrThrow(saveSplit(study.database, { ...order, at: environment.now().toISOString(), actor: THE_READER })),
    );
  } finally {
    study.close();
  }
}

function listed(database: StudyDatabase): Split[] {
  const recipes = splitRecipes(database);
  const inForce = splitInForce(database);
  return listSplits(database).map(({ name, subjects }) => {
    const made = recipes.get(name);
    const recipe = made === undefined ? null : SplitRecipeSchema.parse(JSON.parse(made.recipe));
    return { name, subjects: { ...subjects }, inForce: name === inForce, recipe };
  });
}

function outputOf({ strata, kept }: DealtSplit): BuiltSplit {
  const total = (part: 'train' | 'val' | 'test'): number => strata.reduce((sum, { subjects }) => sum + subjects[part], 0);
  return {
    subjects: { train: total('train'), val: total('val'), test: total('test') },
    strata: strata.map(({ stratum, subjects }) => ({ stratum, subjects: { ...subjects } })),
    kept,
  };
}
