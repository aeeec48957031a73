import { describe, expect, it } from 'vitest';
import type { HipRow } from '../../../../../main/domain/study/hip-row.ts';
import { perQuadrant } from '../../../../../main/domain/quadrant.ts';
import { choose, chosenRow, markTo, NOTHING_CHOSEN, toggleMark } from '../../../../../renderer/library/list/selection.ts';

const row = (hipId: string): HipRow => ({
  hipId,
  subject: hipId,
  name: hipId,
  visit: 'V00',
  side: 'right',
  cohort: '',
  thumbnail: null,
  radiographId: 'r',
  model: null,
  presence: null,
  findings: null,
  globalProbability: null,
  gradedBy: null,
  uncertainty: null,
  labelDisagreement: null,
  attentionFlag: false,
  unlike: false,
  reading: perQuadrant(() => ({ kind: 'missing' })),
  label: perQuadrant(() => ({ kind: 'missing' })),
  globalLabel: null,
  strength: 'none',
  split: null,
  disagreement: null,
  problem: null,
});

const list = (...ids: string[]) => {
  const rows = ids.map(row);
  return { total: rows.length, rowAt: (index: number) => rows.at(index) ?? null };
};

describe('the chosen hip', () => {
  it('is the first of the list until one is chosen', () => {
    expect(chosenRow(NOTHING_CHOSEN, list('a', 'b'))?.hipId).toBe('a');
    expect(chosenRow(NOTHING_CHOSEN, list())).toBeNull();
  });

  it('stays chosen when the list is sorted again', () => {
    const selection = choose(NOTHING_CHOSEN, row('b'), 1);
    expect(chosenRow(selection, list('c', 'a', 'b'))?.hipId).toBe('b');
  });

  it('is the first hip again when a filter removes it', () => {
    expect(chosenRow(choose(NOTHING_CHOSEN, row('b'), 1), list('c', 'd'))?.hipId).toBe('c');
  });
});

describe('marks', () => {
  it('can be set and removed', () => {
    const marked = toggleMark(NOTHING_CHOSEN, 'a');
    expect([...marked.marked]).toEqual(['a']);
    expect([...toggleMark(marked, 'a').marked]).toEqual([]);
  });

  it('cover everything from the chosen hip to the one clicked with Shift, in either direction', () => {
    const selection = choose(NOTHING_CHOSEN, row('c'), 2);
    expect([...markTo(selection, 0, list('a', 'b', 'c', 'd')).marked]).toEqual(['a', 'b', 'c']);
  });
});
