import { describe, expect, it } from 'vitest';
import type { UndoableChange } from '../../../../main/domain/study/changes.ts';
import { undoText } from '../../../../renderer/text/undo.ts';

const place = { changeId: 1, at: '2026-01-01T00:00:00.000Z', hipId: 'A|V00|right' };

describe('the words of undo', () => {
  it('say what was done with a measurement', () => {
    const drawn = { measurementId: 'm', kind: 'joint-space', points: [], reader: 'reader-1', madeAt: place.at } as const;
    const line = { ...drawn, points: [], spacing: { mm: 0.1, source: 'supplied' } } as const;
    const other = { ...line, points: [{ x: 1, y: 1 }] };
    const words = (before: typeof other | null, after: typeof other | null) =>
      undoText.change({ kind: 'measurement', ...place, before, after });
    expect([words(null, other), words(other, { ...other, points: [] }), words(other, null)]).toEqual([
      'joint space measured',
      'joint space moved',
      'joint space removed',
    ]);
  });

  it('name both grades of a knee', () => {
    const change: UndoableChange = {
      kind: 'knee-reading',
      ...place,
      before: { kind: 'missing' },
      after: { kind: 'graded', grade: 3 },
    };
    expect(undoText.done('undo', change)).toBe('Undone. KL grade: KL 3, moderate → not read.');
    expect(undoText.done('redo', change)).toBe('Done again. KL grade: not read → KL 3, moderate.');
  });
});
