// Filters of the worklist that were given a name.

import { SavedFilterSchema, type SavedFilter } from '../../domain/study/hip-filter.ts';
import { appendAudit } from '../../database/audit.ts';
import { savedFilters, writeSavedFilters } from '../../database/saved-filters.ts';
import type { StudyDatabase } from '../../database/study-database.ts';
import type { Environment } from '../environment.ts';
import { procedures } from '../procedures.ts';
import { THE_READER } from '../reading/reading.ts';
import type { StudySession } from './study-session.ts';

export function filterProcedures(session: StudySession, environment: Environment) {
  const change = (action: string, name: string, filters: readonly SavedFilter[]): SavedFilter[] => {
    const { database } = session.required();
    database.transaction(() => {
      writeSavedFilters(database, filters);
      appendAudit(database, { at: environment.now().toISOString(), actor: THE_READER, action, target: name, detail: {} });
    })();
    return known(database);
  };
  return {
    list: procedures.filters.list.handler(() => known(session.required().database)),
    save: procedures.filters.save.handler(({ input }) => {
      const others = known(session.required().database).filter((saved) => saved.name !== input.name);
      return change('filter.save', input.name, [...others, input]);
    }),
    remove: procedures.filters.remove.handler(({ input }) => {
      const others = known(session.required().database).filter((saved) => saved.name !== input.name);
      return change('filter.remove', input.name, others);
    }),
  };
}

/** A filter that this version cannot read, because another wrote it, is left out. */
function known(database: StudyDatabase): SavedFilter[] {
  return savedFilters(database).flatMap((saved) => {
    const parsed = SavedFilterSchema.safeParse(saved);
    return parsed.success ? [parsed.data] : [];
  });
}
