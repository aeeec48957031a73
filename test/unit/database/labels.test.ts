import { assert, constantFrom, oneof, pre, property, string, stringMatching } from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { putHip } from '../../../main/database/hips.ts';
import { listImports, putImport } from '../../../main/database/imports.ts';
import { countLabels, labelsOfJoint, metadataOfJoint, putLabels } from '../../../main/database/labels.ts';
import { insertRadiograph } from '../../../main/database/radiographs.ts';
import { chooseSplit, listSplits, putSplit, splitByName, splitInForce } from '../../../main/database/splits.ts';
import { openStudyDatabase, type StudyDatabase } from '../../../main/database/study-database.ts';
import type { LabelledJoint } from '../../../main/domain/label.ts';
import { visitKey } from '../../../main/domain/visit.ts';
import { preparedHip, radiograph } from './fixtures.ts';

const BY = { importId: 'one', who: 'reader-1', at: '2026-01-01T00:00:00.000Z', why: 'the table was corrected' };

let database: StudyDatabase;
beforeEach(() => {
  database = openStudyDatabase(':memory:');
  putImport(database, { importId: 'one', at: '2026-01-01T00:00:00.000Z', kind: 'labels', detail: { source: 'labels.csv' } });
});
afterEach(() => void database.close());

const joint = (visit: string, labels: LabelledJoint['labels']): LabelledJoint => ({
  cohort: 'OAI',
  subject: 'S1',
  visit,
  side: 'left',
  labels,
  metadata: { age: '61' },
});

describe('labels', () => {
  it('are read back by name, and labels that were not given are absent', () => {
    putLabels(database, BY, [
      joint('V00', {
        'femur-superior': { kind: 'graded', value: 0 },
        'femur-inferior': { kind: 'not-gradable', reason: 'implant' },
        global: { kind: 'binary', value: 1 },
      }),
    ]);
    expect(labelsOfJoint(database, { subject: 'S1', visit: 'V00', side: 'left' })).toEqual({
      'femur-superior': { kind: 'graded', value: 0 },
      'femur-inferior': { kind: 'not-gradable', reason: 'implant' },
      global: { kind: 'binary', value: 1 },
    });
    expect(metadataOfJoint(database, { subject: 'S1', visit: 'T0', side: 'left' })).toEqual({ age: '61', cohort: 'OAI' });
  });

  it('change nothing if given again, and replace others under another spelling of the visit', () => {
    const sclerosis = { sclerosis: { kind: 'graded', value: 1 } } as const;
    expect(putLabels(database, BY, [joint('V00', sclerosis)])).toEqual({ added: 1, changed: 0 });
    expect(putLabels(database, BY, [joint('00', sclerosis)])).toEqual({ added: 0, changed: 0 });
    expect(putLabels(database, BY, [joint('T00', { sclerosis: { kind: 'graded', value: 2 } })])).toEqual({
      added: 0,
      changed: 1,
    });
    expect(database.prepare('SELECT visit, value FROM labels').all()).toEqual([{ visit: 'V00', value: 2 }]);
  });

  it('are counted, with the joints that have a picture', () => {
    const film = radiograph('f'.repeat(64), 'S1', 'T00');
    insertRadiograph(database, film, 'one');
    putHip(database, preparedHip(film.radiographId, 'S1', 'T00', 'left'));
    putLabels(database, BY, [
      joint('V00', { kl: { kind: 'graded', value: 4 } }),
      joint('V12', { kl: { kind: 'graded', value: 0 } }),
    ]);
    expect(countLabels(database)).toEqual({ labels: 2, joints: 2, matched: 1 });
  });

  it('are joined by the same key as visitKey', () => {
    const key = database.prepare('SELECT visit_key FROM labels').pluck();
    const visit = oneof(
      stringMatching(/^[VTvt]?[0-9]{0,5}$/),
      stringMatching(/^(?:visit|VISIT|[VTvt])?[ _-]{0,2}[0-9]{0,4}$/),
      constantFrom('baseline', 'Baseline', 'BL', 'bl', 'visit'),
      string({ maxLength: 6 }),
    );
    assert(
      property(visit, (written) => {
        pre(!written.includes('\0'));
        database.prepare('DELETE FROM labels').run();
        putLabels(database, BY, [joint(written, { cysts: { kind: 'graded', value: 0 } })]);
        expect(key.get()).toBe(visitKey(written));
      }),
    );
  });

  it.each([
    ['a grade of 5', "'graded', 5, NULL"],
    ['a binary 2', "'binary', 2, NULL"],
    ['a grade without a value', "'graded', NULL, NULL"],
    ['not gradable without a reason', "'not-gradable', NULL, NULL"],
  ])('refuse %s', (_, values) => {
    const sql = `INSERT INTO labels VALUES ('S', 'V', 'left', 'kl', ${values}, 'one')`;
    expect(() => database.prepare(sql).run()).toThrow(/CHECK/);
  });
});

describe('imports', () => {
  it('are stored once, as they were first recorded', () => {
    putImport(database, { importId: 'one', at: '2027-01-01T00:00:00.000Z', kind: 'splits', detail: {} });
    expect(listImports(database)).toEqual([
      { importId: 'one', at: '2026-01-01T00:00:00.000Z', kind: 'labels', detail: { source: 'labels.csv' } },
    ]);
  });
});

describe('splits', () => {
  it('are replaced by name, and one of them is in force', () => {
    putSplit(database, 'published', new Map([['A', 'train']]));
    putSplit(
      database,
      'published',
      new Map([
        ['A', 'test'],
        ['B', 'val'],
      ]),
    );
    expect(splitByName(database, 'published')).toEqual(
      new Map([
        ['A', 'test'],
        ['B', 'val'],
      ]),
    );
    expect(listSplits(database)).toEqual([{ name: 'published', subjects: { train: 0, val: 1, test: 1 } }]);
    expect(splitInForce(database)).toBeNull();
    chooseSplit(database, 'published');
    expect(splitInForce(database)).toBe('published');
  });
});
