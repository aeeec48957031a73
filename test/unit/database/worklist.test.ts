import { describe, expect, it } from 'vitest';
import { putGrading } from '../../../main/database/gradings.ts';
import { putHip } from '../../../main/database/hips.ts';
import { insertRadiograph } from '../../../main/database/radiographs.ts';
import { putReading } from '../../../main/database/readings.ts';
import { openStudyDatabase } from '../../../main/database/study-database.ts';
import { countHips, timelineOf, worklistPage, worklistRow, type WorklistFilter } from '../../../main/database/worklist.ts';
import { grading, preparedHip, radiograph } from './fixtures.ts';

const everything: WorklistFilter = {
  text: '',
  visit: null,
  side: null,
  highestGrade: [],
  state: 'all',
  order: 'subject',
  offset: 0,
  limit: 100,
};

function study() {
  const database = openStudyDatabase(':memory:');
  for (const subject of ['S1', 'S2']) {
    for (const visit of ['V00', 'V01']) {
      const film = `${subject}${visit}`;
      insertRadiograph(database, radiograph(film, subject, visit));
      for (const side of ['right', 'left'] as const) putHip(database, preparedHip(film, subject, visit, side));
    }
  }
  putGrading(database, grading('S1|V00|right', 0));
  putGrading(database, grading('S1|V01|right', 2));
  putGrading(database, grading('S2|V00|left', 3, 0.05));
  const readAt = '2026-01-03T00:00:00.000Z';
  putReading(database, {
    hipId: 'S1|V00|right',
    quadrant: 'femur-superior',
    reader: 'reader',
    label: { kind: 'graded', grade: 0 },
    readAt,
  });
  return database;
}

const names = (filter: Partial<WorklistFilter>) =>
  worklistPage(study(), { ...everything, ...filter }, 'reader').rows.map((row) => row.hipId);

describe('the worklist', () => {
  it('lists subject by subject, right before left', () => {
    expect(names({}).slice(0, 3)).toEqual(['S1|V00|right', 'S1|V00|left', 'S1|V01|right']);
  });

  it('puts the worst hips first when asked, ungraded ones last', () => {
    expect(names({ order: 'grade' }).slice(0, 3)).toEqual(['S2|V00|left', 'S1|V01|right', 'S1|V00|right']);
  });

  it('filters by text, visit, side, grade and state', () => {
    expect(names({ text: 's2' })).toHaveLength(4);
    expect(names({ text: '%' })).toEqual([]);
    expect(names({ visit: 'V01', side: 'left' })).toEqual(['S1|V01|left', 'S2|V01|left']);
    expect(names({ highestGrade: [2, 3] })).toEqual(['S1|V01|right', 'S2|V00|left']);
    expect(names({ state: 'flagged' })).toEqual(['S2|V00|left']);
    expect(names({ state: 'read' })).toEqual(['S1|V00|right']);
    expect(names({ state: 'ungraded' })).toHaveLength(5);
  });

  it('counts each facet without its own condition', () => {
    const page = worklistPage(study(), { ...everything, visit: 'V00', highestGrade: [3] }, 'reader');
    expect(page.total).toBe(1);
    expect(page.facets.visit).toEqual([{ value: 'V00', count: 1 }]);
    expect(page.facets.highestGrade).toEqual([
      { value: '0', count: 1 },
      { value: '3', count: 1 },
    ]);
    expect(page.facets.state.find((facet) => facet.value === 'graded')?.count).toBe(1);
  });

  it('takes a reading back when it becomes missing, and tells not gradable from grade 0', () => {
    const database = study();
    const save = (label: Parameters<typeof putReading>[1]['label']) =>
      putReading(database, { hipId: 'S1|V00|right', quadrant: 'femur-superior', reader: 'reader', label, readAt: 'now' });
    expect(worklistRow(database, 'S1|V00|right', 'reader')?.reading['femur-superior']).toEqual({ kind: 'graded', grade: 0 });
    save({ kind: 'not-gradable', reason: 'implant' });
    expect(worklistRow(database, 'S1|V00|right', 'reader')?.reading['femur-superior']).toEqual({
      kind: 'not-gradable',
      reason: 'implant',
    });
    save({ kind: 'missing' });
    expect(countHips(database)).toEqual({ hips: 8, graded: 3, read: 0 });
  });

  it('gives the visits of one side as a timeline', () => {
    expect(timelineOf(study(), 'S1', 'right', 'reader').map((row) => row.visit)).toEqual(['V00', 'V01']);
  });

  it('pages through everything once', () => {
    const database = study();
    const pages = [0, 3, 6].flatMap((offset) => worklistPage(database, { ...everything, offset, limit: 3 }, 'reader').rows);
    expect(new Set(pages.map((row) => row.hipId)).size).toBe(8);
  });
});
