import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStudyDatabase } from '../../../main/database/study-database.ts';
import { addChange, addOrExtend, markUndone, undoable } from '../../../main/database/settings/undo-log.ts';
import type { QuadrantLabel } from '../../../main/domain/grade.ts';
import { ReadingSettingsSchema } from '../../../main/domain/study/changes.ts';

const AT = '2026-01-01T00:00:00.000Z';
const graded = (grade: 0 | 1 | 2 | 3): QuadrantLabel => ({ kind: 'graded', grade });
const reading = (before: QuadrantLabel, after: QuadrantLabel) =>
  ({
    kind: 'reading',
    at: AT,
    hipId: 'A|V00|right',
    before: { 'femur-superior': before },
    after: { 'femur-superior': after },
  }) as const;

describe('the log of changes', () => {
  it('offers the newest change for undo and the last undone one for redo', () => {
    const database = openStudyDatabase(':memory:');
    expect(undoable(database)).toEqual({ undo: null, redo: null });
    addChange(database, reading({ kind: 'missing' }, graded(1)));
    addChange(database, reading(graded(1), graded(2)));
    const newest = undoable(database).undo;
    expect(newest).toMatchObject({
      kind: 'reading',
      hipId: 'A|V00|right',
      before: { 'femur-superior': graded(1) },
      after: { 'femur-superior': graded(2) },
    });
    markUndone(database, newest?.changeId ?? 0, true);
    expect(undoable(database)).toMatchObject({ undo: { changeId: 1 }, redo: { changeId: newest?.changeId } });
    addChange(database, reading(graded(1), graded(3)));
    expect(undoable(database)).toMatchObject({ undo: { after: { 'femur-superior': graded(3) } }, redo: null });
    database.close();
  });

  it('takes back everything and repeats everything, whatever was changed', () => {
    const step = fc.constantFrom('change', 'undo', 'redo');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const database = openStudyDatabase(':memory:');
        let value = 0;
        const values = [0];
        let at = 0;
        const [seen, expected]: [unknown[], unknown[]] = [[], []];
        for (const one of steps) {
          const next = one === 'change' ? null : undoable(database)[one];
          if (one === 'change') {
            value += 1;
            addChange(database, { kind: 'model', at: AT, before: String(values[at]), after: String(value) });
            values.length = at + 1;
            values.push(value);
            at += 1;
          } else if (next !== null) {
            markUndone(database, next.changeId, one === 'undo');
            at += one === 'undo' ? -1 : 1;
            seen.push(one === 'undo' ? next.before : next.after);
            expected.push(String(values[at]));
          } else {
            seen.push(at);
            expected.push(one === 'undo' ? 0 : values.length - 1);
          }
        }
        database.close();
        expect(seen).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  it('counts one drag of a slider as one change', () => {
    const database = openStudyDatabase(':memory:');
    const first = ReadingSettingsSchema.parse({});
    const settings = (opacity: number) => ({ ...first, heat: { ...first.heat, opacity } });
    const at = (ms: number) => new Date(Date.parse(AT) + ms).toISOString();
    const drag = (ms: number, before: number, after: number) =>
      addOrExtend(database, { kind: 'reading-settings', at: at(ms), before: settings(before), after: settings(after) }, 2000);
    drag(0, 0.5, 0.6);
    drag(500, 0.6, 0.7);
    expect(undoable(database).undo).toMatchObject({ before: settings(0.5), after: settings(0.7) });
    drag(9000, 0.7, 0.8);
    expect(undoable(database).undo).toMatchObject({ before: settings(0.7), after: settings(0.8) });
    database.close();
  });
});
