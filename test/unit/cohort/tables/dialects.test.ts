import { array, assert, boolean, constantFrom, property, record, stringMatching, uniqueArray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLabelFile } from '../../../../main/cohort/labels/read-labels.ts';
import { looksLikeSplit, readSplit } from '../../../../main/cohort/labels/read-split.ts';
import { decodeText } from '../../../../main/cohort/tables/decode-text.ts';
import { parseTable } from '../../../../main/cohort/tables/parse-table.ts';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { anyDialect, isOfMacOrWindows, tableDialect, writeTable } from '../../../fixtures/table-dialects.ts';

const HEADER = ['subject', 'visit', 'side', 'osteo_fem_sup', 'note'];

/** Names as Western tables hold them: Windows-1252 has all their letters. */
const names = constantFrom(
  'Jürgen',
  'Zoë',
  'François',
  'Ørsted',
  'Weiß',
  'Ñandú',
  "O'Brien",
  'Åse',
  'naïve',
  'Šimek',
  '5 µm – 1½',
);
const ids = stringMatching(/^(?:0{0,3}[1-9]\d{0,6}|(?:OAI|CHECK)-\d{3,7}|[A-Z]{1,3}_\d{1,4})$/);
const notes = constantFrom('', 'a, b; c | d', 'two\nlines', 'said "no"', 'tab\there', 'x', '1,5');
const rows = array(
  record({
    id: ids,
    name: names,
    visit: constantFrom('V00', 'T05', '00', ''),
    side: constantFrom('R', 'left'),
    grade: constantFrom('0', '2', ''),
    note: notes,
  }),
  { minLength: 1, maxLength: 12 },
);

it('a table in any encoding, with any separator, line end and quotation reads as the same rows', () => {
  assert(
    property(rows, tableDialect(), (records, dialect) => {
      const cells = records.map(({ id, name, visit, side, grade, note }) => [`${name}-${id}`, visit, side, grade, note]);
      const text = decodeText(writeTable([HEADER, ...cells], dialect));
      const table = valueOrThrow(parseTable(valueOrThrow(text).text));
      expect(table.columns).toEqual(HEADER);
      expect(table.problems).toEqual([]);
      expect(table.rows.map((row) => HEADER.map((column) => row.cells[column]))).toEqual(cells);
    }),
  );
});

it('a table of doubtful letters between line ends of old Macs reads as the same rows or is refused', () => {
  assert(
    property(rows, anyDialect().filter(isOfMacOrWindows), (records, dialect) => {
      const cells = records.map(({ id, name }) => [`${name}-${id}`, 'V00']);
      const text = decodeText(writeTable([['subject', 'visit'], ...cells], dialect));
      const table = text.ok ? valueOrThrow(parseTable(text.value.text)) : null;
      expect([cells, undefined]).toContainEqual(table?.rows.map((row) => [row.cells.subject, row.cells.visit]));
    }),
  );
});

it('a split in any dialect, with or without a header, reads as the same parts', () => {
  const lines = uniqueArray(record({ id: ids, name: names, part: constantFrom('train', 'val', 'test') }), {
    minLength: 1,
    maxLength: 8,
    selector: ({ id, name }) => `${name}-${id}`,
  });
  assert(
    property(lines, tableDialect(), boolean(), (records, dialect, withHeader) => {
      const cells = records.map(({ id, name, part }) => [`${name}-${id}`, part]);
      const header = withHeader ? [['Subject', 'Split']] : [];
      const text = valueOrThrow(decodeText(writeTable([...header, ...cells], dialect))).text;
      expect(looksLikeSplit(text)).toBe(true);
      expect([...valueOrThrow(readSplit(text)).parts]).toEqual(cells);
    }),
  );
});

describe('labels', () => {
  const SPELLINGS = {
    side: {
      right: ['R', 'right', 'RIGHT', 're', 'Rechts', 'rechts', 'Right hip', '1: Right', 'D'],
      left: ['l', 'Left', 'li', 'LINKS', 'links', 'Hüfte links', '2: Left', 'sin.'],
    },
    grade: ['2', '2.0', '2,0', ' 2 ', 'Grade 2', '2: moderate', '2 (moderate)'],
    missing: ['', '.', 'NA', 'n/a', '#NV', '.: Missing Form', '.M: Missing', '-'],
  };

  it('are the same whatever the dialect and the spelling of sides, grades and columns', () => {
    const spelled = record({
      subject: names,
      right: constantFrom(...SPELLINGS.side.right),
      left: constantFrom(...SPELLINGS.side.left),
      grade: constantFrom(...SPELLINGS.grade),
      missing: constantFrom(...SPELLINGS.missing),
      columns: constantFrom(
        ['subject', 'visit', 'side', 'osteo_fem_sup', 'osteo_fem_inf'],
        ['SUBJECT', 'Visit', 'Side', 'OSTEO_FEM_SUP', 'Osteo Fem Inf'],
        ['Subject ID', 'VISIT', 'Seite', 'femur-superior', 'Femur inferior'],
      ),
    });
    assert(
      property(spelled, tableDialect(), ({ subject, right, left, grade, missing, columns }, dialect) => {
        const table = [columns, [subject, 'V00', right, grade, missing], [subject, 'V00', left, missing, grade]];
        const reading = readLabelFile(writeTable(table, dialect));
        const labels = reading.kind === 'read' ? reading.labels : null;
        expect(labels?.problems).toEqual([]);
        expect(labels?.joints.map((joint) => [joint.subject, joint.side, joint.labels])).toEqual([
          [subject, 'right', { 'femur-superior': { kind: 'graded', value: 2 } }],
          [subject, 'left', { 'femur-inferior': { kind: 'graded', value: 2 } }],
        ]);
      }),
    );
  });
});
