// The procedures of saved worklist filters.

import { SavedFilterSchema, type SavedFilter } from '../../domain/study/hip-filter.ts';
import { savedFilters, savedFiltersText, writeSavedFilters } from '../../database/settings/saved-filters.ts';
import { addChange } from '../../database/settings/undo-log.ts';
import type { Study } from '../../cohort/study-folder.ts';
import type { StudyDatabase } from '../../database/study-database.ts';
import { exclusive } from '../exclusive.ts';
import { inStudy } from '../procedures.ts';
import type { Change, Recorded } from '../recorded.ts';

export function filterProcedures(recorded: Recorded) {
  /** Replaces the filter of this name. An empty `replacement` removes it. */
  const replace = (study: Study, name: string, replacement: readonly SavedFilter[]): Change<SavedFilter[]> => ({
    study,
    target: name,
    detail: {},
    write: (at) => {
      const before = savedFiltersText(study.database);
      const others = readableFilters(study.database).filter((saved) => saved.name !== name);
      writeSavedFilters(study.database, [...others, ...replacement]);
      addChange(study.database, { kind: 'filters', at, before, after: savedFiltersText(study.database) });
    },
    answer: () => readableFilters(study.database),
  });
  const filters = () => 'filters';
  return {
    list: inStudy.filters.list.handler(({ context }) => readableFilters(context.session.study.database)),
    save: inStudy.filters.save.handler(
      recorded(exclusive(filters, ({ input, context }) => replace(context.session.study, input.name, [input]))),
    ),
    remove: inStudy.filters.remove.handler(
      recorded(exclusive(filters, ({ input, context }) => replace(context.session.study, input.name, []))),
    ),
  };
}

/** Leaves out filters of another version of the program that this one cannot read. */
function readableFilters(database: StudyDatabase): SavedFilter[] {
  return savedFilters(database).flatMap((saved) => {
    const parsed = SavedFilterSchema.safeParse(saved);
    return parsed.success ? [parsed.data] : [];
  });
}
