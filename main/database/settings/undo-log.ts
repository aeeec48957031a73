// The reader's changes in their order, so that they can be undone and done again after a restart too. A new change forgets those undone.

import { z } from 'zod';
import { ChangeSchema, type Undoable, type UndoableChange } from '../../domain/study/changes.ts';
import { jsonOrNull } from '../../domain/json.ts';
import type { StudyDatabase } from '../study-database.ts';

/** Older changes cannot be undone. The history of a hip still has them. */
const REMEMBERED = 1000;

type WithoutId<Change> = Change extends UndoableChange ? Omit<Change, 'changeId'> : never;
export type NewChange = WithoutId<UndoableChange>;

const Row = z.object({
  change_id: z.number(),
  kind: z.string(),
  target: z.string(),
  old_value: z.string().nullable(),
  new_value: z.string().nullable(),
  at: z.string(),
});

/** Call it inside the transaction that makes the change. */
export function addChange(database: StudyDatabase, change: NewChange): void {
  const { kind, at, before, after } = change;
  const target = 'hipId' in change ? change.hipId : '';
  database.prepare('DELETE FROM changes WHERE undone = 1').run();
  database
    .prepare('INSERT INTO changes (kind, target, old_value, new_value, at) VALUES (?, ?, ?, ?, ?)')
    .run(kind, target, JSON.stringify(before), JSON.stringify(after), at);
  database.prepare('DELETE FROM changes WHERE change_id <= (SELECT max(change_id) FROM changes) - ?').run(REMEMBERED);
}

/** Merges a change of the same setting into the newest one if that is younger than this, so that one drag of a slider is one change. */
export function addOrExtend(
  database: StudyDatabase,
  change: NewChange & { readonly kind: 'reading-settings' },
  withinMs: number,
): void {
  const { undo, redo } = undoable(database);
  const young = undo !== null && Date.parse(change.at) - Date.parse(undo.at) < withinMs;
  if (redo !== null || undo?.kind !== change.kind || !young) return addChange(database, change);
  database
    .prepare('UPDATE changes SET new_value = ?, at = ? WHERE change_id = ?')
    .run(JSON.stringify(change.after), change.at, undo.changeId);
}

export function undoable(database: StudyDatabase): Undoable {
  const find = (query: string): UndoableChange | null => {
    const row = database.prepare(query).get();
    return row === undefined ? null : changeOf(Row.parse(row));
  };
  return {
    undo: find('SELECT * FROM changes WHERE undone = 0 ORDER BY change_id DESC LIMIT 1'),
    redo: find('SELECT * FROM changes WHERE undone = 1 ORDER BY change_id LIMIT 1'),
  };
}

export function markUndone(database: StudyDatabase, changeId: number, undone: boolean): void {
  database.prepare('UPDATE changes SET undone = ? WHERE change_id = ?').run(undone ? 1 : 0, changeId);
}

/** Null for a change that this version does not know. */
function changeOf(row: z.infer<typeof Row>): UndoableChange | null {
  const { kind, at, target: hipId } = row;
  const [before, after] = [row.old_value, row.new_value].map((value) => (value === null ? null : jsonOrNull(value)));
  return ChangeSchema.safeParse({ changeId: row.change_id, kind, at, hipId, before, after }).data ?? null;
}
