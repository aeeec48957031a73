import { describe, expect, it } from 'vitest';
import { classFolderPicture } from '../../../../main/cohort/labels/class-folder.ts';
import { looksLikeSplit, readSplit } from '../../../../main/cohort/labels/read-split.ts';
import { valueOrThrow } from '../../../../main/domain/failure.ts';

describe('a split', () => {
  it('is read with commas or white space', () => {
    const { parts, problems } = valueOrThrow(readSplit('CHECK-01102,train\nOAI-9000622 val\r\n\nOAI-1\tTest\n'));
    expect([...parts]).toEqual([
      ['CHECK-01102', 'train'],
      ['OAI-9000622', 'val'],
      ['OAI-1', 'test'],
    ]);
    expect(problems).toEqual([]);
  });

  it.each([
    ['a header', 'subject,split\nA-1,train\nB-2,val\n'],
    ['a header with a cohort', 'cohort;ID;Split\n;A-1;Training\n;B-2;Validation\n'],
    ['a line that names the separator', 'sep=;\r\nA-1;train\r\nB-2;val\r\n'],
    ['quotation marks', '"A-1","train"\n"B-2","val"\n'],
    ['protected numbers', '="A-1"\tTRAIN\n\'B-2\tval\n'],
    ['lines that end as on a Mac', 'A-1,train\rB-2,val'],
    ['pipes', 'A-1|train|\nB-2|val|\n'],
  ])('is read with %s', (_, text) => {
    const { parts, problems } = valueOrThrow(readSplit(text));
    expect([...parts]).toEqual([
      ['A-1', 'train'],
      ['B-2', 'val'],
    ]);
    expect(problems).toEqual([]);
    expect(looksLikeSplit(text)).toBe(true);
  });

  it('keeps the numbers of two cohorts apart, and names with spaces whole', () => {
    expect([...valueOrThrow(readSplit('cohort,subject,split\nOAI,7,train\nCHECK,7,test\n')).parts.keys()]).toEqual([
      'OAI-7',
      'CHECK-7',
    ]);
    expect([...valueOrThrow(readSplit('Anna Maria 7,train\nPatient 8 test\n')).parts.keys()]).toEqual([
      'Anna Maria 7',
      'Patient 8',
    ]);
  });

  it('leaves a subject in two parts out of both, and reports the lines', () => {
    const { parts, problems } = valueOrThrow(readSplit('A,train\nB,val\nA,test\nB,val\nC,holdout\n'));
    expect([...parts]).toEqual([['B', 'val']]);
    expect(problems.map(({ line, failure }) => [line, failure.code])).toEqual([
      [3, 'split-leak'],
      [5, 'split-line'],
    ]);
  });

  it('is refused without a valid line', () => expect(readSplit('hello\nworld\n').ok).toBe(false));

  it.each([
    ['CHECK-01102,train', true],
    ['subject,visit,side', false],
    ['subject,side,split,osteo_fem_sup', false],
    ['version: 1', false],
  ])('is recognised by its first line: %s', (head, expected) => expect(looksLikeSplit(head)).toBe(expected));
});

describe('a picture in a class folder', () => {
  it('has a subject, a side, a grade and a part', () => {
    expect(classFolderPicture('/data/knee/train/3/9000099R.png')).toEqual({
      part: 'train',
      grade: 3,
      subject: '9000099',
      side: 'right',
    });
    expect(classFolderPicture('val\\0\\9001695L.jpg')).toMatchObject({ part: 'val', grade: 0, side: 'left' });
  });

  it.each(['/data/train/5/1R.png', '/data/other/3/1R.png', '/data/train/3/1.png', '/data/train/3/1R.dcm'])('is not %s', (path) =>
    expect(classFolderPicture(path)).toBeNull(),
  );
});
