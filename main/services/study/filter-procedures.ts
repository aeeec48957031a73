// The procedures of saved worklist filters.

import { SavedFilterSchema, type SavedFilter } from '../../domain/study/hip-filter.ts';
import { savedFilters, writeSavedFilters } from '../../database/saved-filters.ts';
import type { StudyDatabase } from '../../database/study-database.ts';
import { exclusive } from '../exclusive.ts';
import { procedures } from '../procedures.ts';
import type { Change, Recorded } from '../recorded.ts';
import type { StudySession } from './study-session.ts';

export function filterProcedures(session: StudySession, recorded: Recorded) {
  /** Replaces the filter of this name. An empty `replacement` removes it. */
  const replace = (name: string, replacement: readonly SavedFilter[]): Change<SavedFilter[]> => {
    const study = session.required();
    return {
      study,
      target: name,
      detail: {},
      write: () => {
        const others = readableFilters(study.database).filter((saved) => saved.name !== name);
        writeSavedFilters(study.database, [...others, ...replacement]);
      },
      answer: () => readableFilters(study.database),
    };
  };
  const filters = () => 'filters';
  return {
    list: procedures.filters.list.handler(() => readableFilters(session.required().database)),
    save: procedures.filters.save.handler(recorded(exclusive(filters, ({ input }) => replace(input.name, [input])))),
    remove: procedures.filters.remove.handler(recorded(exclusive(filters, ({ input }) => replace(input.name, [])))),
  };
}

/** Leaves out filters of another version of the program that this one cannot read. */
function readableFilters(database: StudyDatabase): SavedFilter[] {
  return savedFilters(database).flatMap((saved) => {
    const parsed = SavedFilterSchema.safeParse(saved);
    return parsed.success ? [parsed.data] : [];
  });
}
