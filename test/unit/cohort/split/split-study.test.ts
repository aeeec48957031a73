import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { saveSplit, previewSplit, putSplitInForce } from '../../../../main/cohort/split/split-study.ts';
import { splitByName, splitInForce } from '../../../../main/database/splits.ts';
import { faultlessStudy, label } from '../audit/study.ts';

const recipe = { preset: '70-15-15', seed: 123, stratify: 'highest-grade', keep: null } as const;

describe('the splits of a study', () => {
  it('stratify subjects by their worst label or reading, and separate yes/no labels from grades', () => {
    const database = faultlessStudy();
    label(database, { subject: 'S1', side: 'left', name: 'femur-superior', value: 3 });
    database.prepare("DELETE FROM labels WHERE subject IN ('S2', 'S4', 'S6')").run();
    label(database, { subject: 'S2', side: 'left', name: 'global', value: 1, kind: 'binary' });
    label(database, { subject: 'S4', side: 'left', name: 'global', value: 0, kind: 'binary' });
    const built = previewSplit(database, recipe);
    expect(built.ok && built.value.strata.map(({ stratum }) => stratum)).toEqual([
      'grade 0',
      'grade 3',
      'no osteophyte, not graded',
      'osteophyte, not graded',
      'unlabelled',
    ]);
  });

  it('are saved and put in force once their change is written', () => {
    const database = faultlessStudy();
    const change = valueOrThrow(saveSplit(database, { name: 'second', recipe }));
    expect(splitInForce(database)).toBe('first');
    change.write('2026-01-01T00:00:00.000Z');
    expect(splitInForce(database)).toBe('second');
    expect(Object.fromEntries(change.value.parts)).toEqual(Object.fromEntries(splitByName(database, 'second')));
    expect(change).toMatchObject({ target: 'second', detail: { ...recipe, subjects: 6 } });
  });

  it('are never overwritten, and an unknown split is refused by name', () => {
    const database = faultlessStudy();
    expect(saveSplit(database, { name: 'first', recipe })).toMatchObject({ ok: false });
    expect(previewSplit(database, { ...recipe, keep: 'nowhere' })).toMatchObject({
      failure: { message: expect.stringContaining('The study has first') },
    });
    expect(putSplitInForce(database, 'nowhere')).toMatchObject({ ok: false });
  });

  it('keep the parts of the split they extend', () => {
    const database = faultlessStudy();
    database.prepare("DELETE FROM splits WHERE subject = 'S6'").run();
    const built = previewSplit(database, { ...recipe, keep: 'first' });
    for (const [subject, part] of splitByName(database, 'first')) expect(built.ok && built.value.parts.get(subject)).toBe(part);
    expect(built.ok && built.value.kept).toBe(5);
  });
});
