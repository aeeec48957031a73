import { describe, expect, it } from 'vitest';
import { countHips } from '../../../../main/database/count-hips.ts';
import { gradingOfHip, gradingsOfHip, putGrading, putModelInForce } from '../../../../main/database/gradings.ts';
import { putHip } from '../../../../main/database/hips.ts';
import { insertRadiograph } from '../../../../main/database/radiographs.ts';
import { putReading, type ReadingRecord } from '../../../../main/database/readings.ts';
import { chooseSplit, putSplit } from '../../../../main/database/splits.ts';
import { openStudyDatabase, type StudyDatabase } from '../../../../main/database/study-database.ts';
import { EVERY_HIP } from '../../../../main/database/worklist/filter.ts';
import { ORDERS, type HipConditions, type HipOrder } from '../../../../main/domain/study/hip-filter.ts';
import { openWorklist } from '../../../../main/database/worklist/worklist.ts';
import type { Grade } from '../../../../main/domain/grade.ts';
import { QUADRANTS, type Quadrant } from '../../../../main/domain/quadrant.ts';
import { FINDINGS_SAID, grading, otherGrading, preparedHip, PRESENCE, radiograph } from '../fixtures.ts';

function study() {
  const database = openStudyDatabase(':memory:');
  for (const subject of ['S1', 'S2']) for (const visit of ['V00', 'V01']) addFilm(database, subject, visit);
  putGrading(database, grading('S1|V00|right', 0));
  putGrading(database, grading('S1|V01|right', 2));
  putGrading(database, grading('S2|V00|left', 3, 0.05));
  read(database, { hipId: 'S1|V00|right', label: { kind: 'graded', grade: 0 } });
  return database;
}

function addFilm(database: StudyDatabase, subject: string, visit: string): void {
  const film = `${subject}${visit}`;
  insertRadiograph(database, radiograph(film, subject, visit));
  for (const side of ['right', 'left'] as const) putHip(database, preparedHip(film, subject, visit, side));
}

function readWhole(database: StudyDatabase, hipId: string, grade: Grade): void {
  for (const quadrant of QUADRANTS) read(database, { hipId, quadrant, label: { kind: 'graded', grade } });
}

function read(database: StudyDatabase, reading: Pick<ReadingRecord, 'hipId' | 'label'> & { readonly quadrant?: Quadrant }): void {
  putReading(database, { quadrant: 'femur-superior', reader: 'reader', readAt: '2026-01-03T00:00:00.000Z', ...reading });
}

function addLabel(database: StudyDatabase, hip: string, name: string, value: number, kind = 'graded'): void {
  database.prepare("INSERT OR IGNORE INTO imports VALUES ('i', 'now', 'labels', '{}')").run();
  const [subject, visit, side] = hip.split('|');
  database
    .prepare("INSERT OR REPLACE INTO labels VALUES (?, ?, ?, ?, ?, ?, NULL, 'i')")
    .run(subject, visit, side, name, kind, value);
}

const everything = { order: 'subject', offset: 0, limit: 100 } as const;

const pageOf = (database: StudyDatabase, filter: Partial<HipConditions>, order: HipOrder = 'subject', reversed = false) =>
  openWorklist(database, 'reader').page({ ...EVERY_HIP, ...filter }, { ...everything, order, reversed });

const names = (filter: Partial<HipConditions>, order: HipOrder = 'subject', database = study()) =>
  pageOf(database, filter, order).rows.map((row) => row.hipId);

describe('the worklist', () => {
  it('lists subject by subject, right before left', () => {
    expect(names({}).slice(0, 3)).toEqual(['S1|V00|right', 'S1|V00|left', 'S1|V01|right']);
  });

  it('counts hips with presence or findings as graded, and invents no grades of quadrants', () => {
    const database = study();
    putGrading(database, otherGrading('S2|V01|right', PRESENCE));
    putGrading(database, otherGrading('S2|V01|left', FINDINGS_SAID));
    addLabel(database, 'S2|V01|right', 'femur-superior', 3);
    const page = pageOf(database, { state: ['graded'] });
    const row = (hipId: string) => page.rows.find((one) => one.hipId === hipId);
    expect(page.total).toBe(5);
    expect(row('S2|V01|right')).toMatchObject({
      model: null,
      presence: { 'femur-superior': true, 'acetabulum-inferior': false },
      findings: null,
      globalProbability: null,
      attentionFlag: false,
      unlike: false,
      disagreement: null,
    });
    expect(row('S2|V01|left')).toMatchObject({
      model: null,
      presence: null,
      findings: { 'femoral-osteophytes': 2, 'joint-space-narrowing': 1, cysts: 1 },
      attentionFlag: true,
    });
    expect(page.facets.model['femur-inferior']).toContainEqual({ value: 'present', count: 1 });
    const present = { ...EVERY_HIP.model, 'femur-inferior': ['present'] } as const;
    expect(names({ model: present }, 'subject', database)).toEqual(['S2|V01|right']);
    // The higher grade of both bones is the hip's grade. Presence alone has no grade.
    expect(names({}, 'grade', database).slice(0, 3)).toEqual(['S2|V00|left', 'S1|V01|right', 'S2|V01|left']);
    expect(countHips(database).graded).toBe(5);
    database.close();
  });

  it('keeps how familiar a hip is, and finds those that are unlike the training pictures', () => {
    const database = study();
    const familiarity = { distance: 2.5, threshold: 1.2, unlike: true };
    const given = otherGrading('S2|V01|right', PRESENCE);
    putGrading(database, { ...given, grading: { ...given.grading, familiarity } });
    expect(gradingOfHip(database, 'S2|V01|right')?.grading.familiarity).toEqual(familiarity);
    expect(names({ state: ['unlike'] }, 'subject', database)).toEqual(['S2|V01|right']);
    putGrading(database, given);
    expect(gradingOfHip(database, 'S2|V01|right')?.grading.familiarity).toBeUndefined();
    expect(names({ state: ['unlike'] }, 'subject', database)).toEqual([]);
    database.close();
  });

  it('orders the worst hips first and ungraded hips last', () => {
    expect(names({}, 'grade').slice(0, 4)).toEqual(['S2|V00|left', 'S1|V01|right', 'S1|V00|right', 'S1|V00|left']);
    expect(names({}, 'probability').slice(0, 2)).toEqual(['S2|V00|left', 'S1|V01|right']);
  });

  it('filters by text, visit, side, grade and state', () => {
    expect(names({ text: 's2' })).toHaveLength(4);
    expect(names({ text: '%' })).toEqual([]);
    expect(names({ visit: ['V01'], side: ['left'] })).toEqual(['S1|V01|left', 'S2|V01|left']);
    expect(names({ visit: ['V00', 'V01'], side: ['left'] })).toHaveLength(4);
    expect(names({ highestGrade: [2, 3] })).toEqual(['S1|V01|right', 'S2|V00|left']);
    expect(names({ state: ['flagged'] })).toEqual(['S2|V00|left']);
    expect(names({ state: ['partly-read'] })).toEqual(['S1|V00|right']);
    expect(names({ state: ['read'] })).toEqual([]);
    expect(names({ state: ['ungraded'] })).toHaveLength(5);
    expect(names({ state: ['graded', 'ungraded', 'unread'] })).toHaveLength(7);
  });

  it("filters by the reader's and the model's grade of one quadrant", () => {
    const { model, reader } = EVERY_HIP;
    expect(names({ model: { ...model, 'acetabulum-superior': ['2', '3'] } })).toEqual(['S1|V01|right', 'S2|V00|left']);
    expect(names({ reader: { ...reader, 'femur-superior': ['0'] } })).toEqual(['S1|V00|right']);
    expect(names({ reader: { ...reader, 'femur-superior': ['missing'] } })).toHaveLength(7);
  });

  it('counts a hip as read only when all four quadrants are read', () => {
    const database = study();
    readWhole(database, 'S2|V01|left', 1);
    expect(names({ state: ['read'] }, 'subject', database)).toEqual(['S2|V01|left']);
    expect(names({ state: ['unread', 'partly-read'] }, 'subject', database)).toHaveLength(7);
    read(database, { hipId: 'S2|V01|left', label: { kind: 'not-gradable', reason: 'implant' } });
    expect(names({ state: ['read'] }, 'subject', database)).toEqual(['S2|V01|left']);
    expect(countHips(database)).toEqual({ hips: 8, knees: 0, graded: 3, read: 1, partlyRead: 1 });
  });

  it('keeps readings and imported labels apart', () => {
    const database = study();
    addLabel(database, 'S1|V00|right', 'femur-superior', 3);
    const { facets, rows } = pageOf(database, { text: 'S1|V00|right' });
    expect(facets.reader['femur-superior']).toEqual([{ value: '0', count: 1 }]);
    expect(facets.label['femur-superior']).toEqual([{ value: '3', count: 1 }]);
    expect(rows[0]).toMatchObject({ disagreement: 0, labelDisagreement: 3 });
    const { reading, label } = openWorklist(database, 'reader').coOccurrence(EVERY_HIP);
    expect([reading[0], label[0], label[15]]).toEqual([1, 0, 1]);
  });

  it('sorts by any column in both directions, with hips that have no value last', () => {
    const database = study();
    readWhole(database, 'S2|V00|right', 3);
    const first = (order: HipOrder, reversed = false) => pageOf(database, {}, order, reversed).rows.map((row) => row.hipId);
    expect(first('visit').slice(0, 2)).toEqual(['S1|V00|right', 'S1|V00|left']);
    expect(first('visit', true)[0]).toBe('S1|V01|right');
    expect(first('side', true)[0]).toBe('S1|V00|left');
    expect(first('subject', true)[0]).toBe('S2|V01|left');
    expect(first('grade', true).slice(0, 3)).toEqual(['S1|V00|right', 'S1|V01|right', 'S2|V00|left']);
    expect(first('reading').slice(0, 2)).toEqual(['S2|V00|right', 'S1|V00|right']);
    expect(first('uncertainty').slice(0, 3)).toEqual(['S1|V00|right', 'S1|V01|right', 'S2|V00|left']);
    for (const order of ORDERS) {
      expect(first(order).toSorted()).toEqual(first('subject').toSorted());
      expect(new Set(first(order, true)).size).toBe(8);
    }
  });

  it('never mixes the grades of two models: the chosen one is in force, and the other grades are kept', () => {
    const database = study();
    const other = { name: 'other', version: '2', sha256: 'e'.repeat(64) };
    putGrading(database, { ...grading('S1|V00|right', 3), model: other });
    expect(pageOf(database, {}).facets.gradedBy).toEqual([
      { value: 'none', count: 5 },
      { value: 'masked 1', count: 2 },
      { value: 'other 2', count: 1 },
    ]);
    putModelInForce(database, 'masked');
    expect(pageOf(database, {}).rows.flatMap(({ gradedBy }) => gradedBy ?? [])).toEqual(['masked 1', 'masked 1', 'masked 1']);
    expect(pageOf(database, {}).rows[0]?.model?.['femur-superior']).toBe(0);
    putModelInForce(database, 'other');
    expect(names({ state: ['graded'] }, 'subject', database)).toEqual(['S1|V00|right']);
    expect(gradingsOfHip(database, 'S1|V00|right').map(({ model, inForce }) => [model.name, inForce])).toEqual([
      ['other', true],
      ['masked', false],
    ]);
    // A new crop takes every earlier grading out of force for good.
    putHip(database, preparedHip('S1V00', 'S1', 'V00', 'right'));
    putModelInForce(database, 'masked');
    expect(names({ state: ['graded'] }, 'subject', database)).toEqual(['S1|V01|right', 'S2|V00|left']);
    expect(gradingsOfHip(database, 'S1|V00|right')).toEqual([]);
  });

  it('shows how much is known of a hip, with readings before tables', () => {
    const database = study();
    for (const quadrant of QUADRANTS) addLabel(database, 'S1|T00|right', quadrant, 3);
    addLabel(database, 'S1|V00|left', 'femur-inferior', 1);
    addLabel(database, 'S1|V01|right', 'femur-inferior', 1, 'binary');
    addLabel(database, 'S1|V01|left', 'global', 0, 'binary');
    const page = pageOf(database, {});
    expect(page.rows.slice(0, 5).map((row) => row.strength)).toEqual(['strong', 'partial', 'binary', 'weak', 'none']);
    expect(page.facets.label['femur-superior']).toEqual([
      { value: '3', count: 1 },
      { value: 'missing', count: 7 },
    ]);
    expect(names({ strength: ['weak', 'binary'] }, 'subject', database)).toEqual(['S1|V01|right', 'S1|V01|left']);
    expect(names({ label: { ...EVERY_HIP.label, 'femur-inferior': ['present'] } }, 'subject', database)).toEqual([
      'S1|V01|right',
    ]);
  });

  it('shows how far label and model differ', () => {
    const database = study();
    addLabel(database, 'S1|V01|right', 'femur-inferior', 0);
    addLabel(database, 'S2|V00|left', 'femur-inferior', 2);
    expect(names({}, 'labelDisagreement', database).slice(0, 2)).toEqual(['S1|V01|right', 'S2|V00|left']);
    expect(pageOf(database, {}).facets.labelDisagreement).toEqual([
      { value: '1', count: 1 },
      { value: '2', count: 1 },
      { value: 'none', count: 6 },
    ]);
  });

  it('counts each facet without its own condition', () => {
    const page = pageOf(study(), { visit: ['V00'], highestGrade: [3] });
    expect(page.total).toBe(1);
    expect(page.facets.visit).toEqual([{ value: 'V00', count: 1 }]);
    expect(page.facets.highestGrade).toEqual([
      { value: '0', count: 1 },
      { value: '3', count: 1 },
      { value: 'none', count: 2 },
    ]);
    expect(page.facets.state.find((facet) => facet.value === 'graded')?.count).toBe(1);
  });

  it('counts the same as SQL, for any filter', () => {
    const database = study();
    const chosen: Partial<HipConditions> = { side: ['left'], state: ['unread'] };
    const count = database
      .prepare("SELECT count(*) FROM hips WHERE side = 'left' AND visit = 'V01' AND hip_id NOT IN (SELECT hip_id FROM readings)")
      .pluck()
      .get();
    expect(pageOf(database, chosen).facets.visit.find(({ value }) => value === 'V01')?.count).toBe(count);
  });

  it('distinguishes not gradable from grade 0', () => {
    const database = study();
    read(database, { hipId: 'S1|V00|right', label: { kind: 'not-gradable', reason: 'implant' } });
    expect(openWorklist(database, 'reader').row('S1|V00|right')?.reading['femur-superior']).toEqual({
      kind: 'not-gradable',
      reason: 'implant',
    });
    expect(names({ state: ['not-gradable'] }, 'subject', database)).toEqual(['S1|V00|right']);
  });

  it('lists every hip of a subject, by visit', () => {
    const rows = openWorklist(study(), 'reader').subject('S1');
    expect(rows.map((row) => `${row.visit} ${row.side}`)).toEqual(['V00 right', 'V00 left', 'V01 right', 'V01 left']);
  });

  it('pages through every hip once', () => {
    const worklist = openWorklist(study(), 'reader');
    const pages = [0, 3, 6].flatMap((offset) => worklist.page(EVERY_HIP, { order: 'subject', offset, limit: 3 }).rows);
    expect(new Set(pages.map((row) => row.hipId)).size).toBe(8);
  });

  it('counts grades that occur together in the label, in the model and between them', () => {
    const database = study();
    for (const quadrant of QUADRANTS) addLabel(database, 'S1|V01|right', quadrant, quadrant === 'femur-superior' ? 3 : 1);
    const { hips, label, model, labelAgreement: agreement } = openWorklist(database, 'reader').coOccurrence(EVERY_HIP);
    const at = (a: number, b: number, g: number, h: number) => a * 64 + b * 16 + g * 4 + h;
    expect(hips).toBe(8);
    expect(label[at(0, 1, 3, 1)]).toBe(1);
    expect(label[at(1, 0, 1, 3)]).toBe(1);
    expect(label[at(0, 0, 0, 0)]).toBe(0);
    expect(model[at(2, 3, 2, 2)]).toBe(1);
    expect(agreement[3 * 4 + 2]).toBe(1);
    expect(agreement.reduce((sum, count) => sum + count)).toBe(4);
  });
});

describe('an open worklist', () => {
  it('sees later changes: readings, gradings, labels, splits, new hips and deleted hips', () => {
    const database = study();
    const worklist = openWorklist(database, 'reader');
    const total = (filter: Partial<HipConditions>) => worklist.page({ ...EVERY_HIP, ...filter }, everything).total;
    expect(total({ state: ['partly-read'] })).toBe(1);
    read(database, { hipId: 'S2|V01|left', label: { kind: 'graded', grade: 3 } });
    expect(total({ state: ['partly-read'] })).toBe(2);
    read(database, { hipId: 'S2|V01|left', label: { kind: 'missing' } });
    expect(total({ state: ['partly-read'] })).toBe(1);
    putGrading(database, grading('S2|V01|left', 1));
    expect(total({ state: ['graded'] })).toBe(4);
    addLabel(database, 'S2|00|left', 'global', 1, 'binary');
    expect(total({ strength: ['weak'] })).toBe(1);
    putSplit(database, 'first', new Map([['S1', 'train']]));
    expect(total({ split: ['train'] })).toBe(0);
    chooseSplit(database, 'first');
    expect(total({ split: ['train'] })).toBe(4);
    putSplit(database, 'first', new Map([['S1', 'test']]));
    expect(total({ split: ['test'] })).toBe(4);
    addFilm(database, 'S0', 'V00');
    expect(total({})).toBe(10);
    expect(worklist.page(EVERY_HIP, everything).rows[0].hipId).toBe('S0|V00|right');
    database.exec("DELETE FROM crops WHERE hip_id = 'S0|V00|left'; DELETE FROM hips WHERE hip_id = 'S0|V00|left'");
    expect(total({})).toBe(9);
    expect(worklist.row('S0|V00|left')).toBeNull();
  });

  it('misses nothing when two worklists are open on one study', () => {
    const database = study();
    const [one, other] = [openWorklist(database, 'reader'), openWorklist(database, 'reader')];
    const read1 = () => one.page({ ...EVERY_HIP, state: ['partly-read'] }, everything).total;
    const read2 = () => other.page({ ...EVERY_HIP, state: ['partly-read'] }, everything).total;
    expect([read1(), read2()]).toEqual([1, 1]);
    read(database, { hipId: 'S2|V01|left', label: { kind: 'graded', grade: 3 } });
    expect([read1(), read2()]).toEqual([2, 2]);
  });

  it('ignores a transaction that was rolled back', () => {
    const database = study();
    const worklist = openWorklist(database, 'reader');
    const total = () => worklist.page({ ...EVERY_HIP, state: ['partly-read'] }, everything).total;
    expect(total()).toBe(1);
    expect(() =>
      database.transaction(() => {
        read(database, { hipId: 'S2|V01|left', label: { kind: 'graded', grade: 3 } });
        throw new Error('power cut');
      })(),
    ).toThrow('power cut');
    expect(total()).toBe(1);
    expect(countHips(database)).toEqual({ hips: 8, knees: 0, graded: 3, read: 0, partlyRead: 1 });
  });
});
