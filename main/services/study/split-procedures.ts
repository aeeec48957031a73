// The procedures of splits: build, choose and change them, always by subject.

import type { DealtSplit } from '../../cohort/split/build-split.ts';
import {
  assignSubjects,
  previewSplit,
  putSplitInForce,
  saveSplit,
  type SplitChange,
  type SplitOrder,
} from '../../cohort/split/split-study.ts';
import { openStudy, type Study } from '../../cohort/study-folder.ts';
import { SplitRecipeSchema, type BuiltSplit, type Split } from '../../domain/study/split.ts';
import { splitRecipes } from '../../database/split-recipes.ts';
import { listSplits, splitInForce } from '../../database/splits.ts';
import { addChange } from '../../database/settings/undo-log.ts';
import type { StudyDatabase } from '../../database/study-database.ts';
import { valueOrThrow, type Result } from '../../domain/failure.ts';
import type { Environment } from '../environment.ts';
import { exclusive } from '../exclusive.ts';
import { inStudy } from '../procedures.ts';
import { recordChange, type Change, type Recorded } from '../recorded.ts';

export function splitProcedures(recorded: Recorded) {
  const splits = () => 'splits';
  const change = <Value, Output>(
    study: Study,
    prepared: Result<SplitChange<Value>>,
    answer: (value: Value) => Output,
  ): Change<Output> => {
    const { value, ...changed } = valueOrThrow(prepared);
    return { study, ...changed, answer: () => answer(value) };
  };
  return {
    list: inStudy.splits.list.handler(({ context }) => splitsOf(context.session.study.database)),
    preview: inStudy.splits.preview.handler(({ input, context }) =>
      builtSplit(valueOrThrow(previewSplit(context.session.study.database, input))),
    ),
    build: inStudy.splits.build.handler(
      recorded(
        exclusive(splits, ({ input, context: { session } }) =>
          change(session.study, saveSplit(session.study.database, input), builtSplit),
        ),
      ),
    ),
    choose: inStudy.splits.choose.handler(
      recorded(
        exclusive(splits, ({ input, context: { session } }) =>
          undoableChoice(
            change(session.study, putSplitInForce(session.study.database, input.name), () => splitsOf(session.study.database)),
            input.name,
          ),
        ),
      ),
    ),
    assign: inStudy.splits.assign.handler(
      recorded(
        exclusive(splits, ({ input, context: { session } }) =>
          change(session.study, assignSubjects(session.study.database, input), (subjects) => ({ subjects })),
        ),
      ),
    ),
  };
}

/** Notes the choice, so that it can be undone. */
function undoableChoice<Output>(change: Change<Output>, name: string): Change<Output> {
  const { database } = change.study;
  return {
    ...change,
    write: (at) => {
      addChange(database, { kind: 'split', at, before: splitInForce(database), after: name });
      change.write?.(at);
    },
  };
}

/** Builds a split of the study in a folder, for the command line. Throws a `FailureError`. */
export async function splitStudyFolder(folder: string, order: SplitOrder, environment: Environment): Promise<BuiltSplit> {
  const study = valueOrThrow(await openStudy(folder));
  try {
    const { value, ...changed } = valueOrThrow(saveSplit(study.database, order));
    recordChange({ study, ...changed }, 'splits.build', environment.now());
    return builtSplit(value);
  } finally {
    study.close();
  }
}

function splitsOf(database: StudyDatabase): Split[] {
  const recipes = splitRecipes(database);
  const inForce = splitInForce(database);
  return listSplits(database).map(({ name, subjects }) => {
    const stored = recipes.get(name);
    const recipe = stored === undefined ? null : SplitRecipeSchema.parse(JSON.parse(stored.recipe));
    return { name, subjects: { ...subjects }, inForce: name === inForce, recipe };
  });
}

function builtSplit({ strata, kept }: DealtSplit): BuiltSplit {
  const total = (part: 'train' | 'val' | 'test'): number => strata.reduce((sum, { subjects }) => sum + subjects[part], 0);
  return {
    subjects: { train: total('train'), val: total('val'), test: total('test') },
    strata: strata.map(({ stratum, subjects }) => ({ stratum, subjects: { ...subjects } })),
    kept,
  };
}
