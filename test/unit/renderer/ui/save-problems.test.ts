import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { problemsCsv } from '../../../../renderer/ui/save-problems.ts';

it('saves problems as CSV that survives commas, quotes and line breaks', () => {
  const message = 'Expected "DICOM",\ncame text.';
  const csv = problemsCsv([{ file: 'a,b.dcm', failure: { code: 'not-dicom', message } }]);
  expect(parse(csv)).toEqual([
    ['file', 'code', 'message'],
    ['a,b.dcm', 'not-dicom', message],
  ]);
});

it('never lets a file name become a formula in a spreadsheet', () => {
  const csv = problemsCsv([{ file: '=HYPERLINK("x")', failure: { code: 'not-dicom', message: 'm' } }]);
  expect(parse(csv)[1][0]).toBe(`'=HYPERLINK("x")`);
});
