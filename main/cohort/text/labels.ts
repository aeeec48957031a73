// What a person reads about label tables, their mappings and their lines.

import type { Side } from '../../domain/hip.ts';

interface WrongCell {
  readonly line: number;
  readonly column: string;
  readonly written: string;
  readonly expected: string;
}

interface RepeatedLine {
  readonly line: number;
  /** The line that came first. */
  readonly before: number;
  readonly side: Side;
  readonly visit: string;
}

const FEWER = 'Remove the columns that are not labels.';
const FEWER_LINES = 'Divide it into several tables.';

export const labelText = {
  table: {
    tooLarge: (bytes: number, most: number) =>
      `The table has ${counted(Math.ceil(bytes / 1e6))} MB, and at most ${counted(most / 1e6)} MB were expected. ${FEWER}`,
    lineTooLong: (characters: number) =>
      `The table has a line of more than ${counted(characters)} characters. It is damaged, or a quotation mark is not closed. Save it as CSV again.`,
    tooManyColumns: (columns: number, most: number, line: number) =>
      `Line ${line} of the table has ${counted(columns)} columns, and at most ${counted(most)} were expected. ${FEWER}`,
    tooManyRows: (most: number) => `The table has more than ${counted(most)} lines. ${FEWER_LINES}`,
    tooManyCells: (most: number) => `The table has more than ${counted(most)} cells. ${FEWER}`,
    tooManyJoints: (most: number) => `The table has labels for more than ${counted(most)} joints. ${FEWER_LINES}`,
    furtherLines: (lines: number) =>
      `${counted(lines)} further problems of this table are not listed. Correct the listed ones first.`,
    empty: 'The table is empty. It needs a header line and a line for each hip. Choose another file.',
    notATable: 'The file is not a table with one header line. Save it as CSV and try again.',
    duplicateColumn: (name: string) => `The table has two columns named "${name}". Rename or remove one of them.`,
    unknownFormat: (columns: readonly string[]) =>
      `This table format is not recognised. Its columns are ${quoted(columns)}. Rename them as in a known table, or make a mapping of subject, visit, side and grades.`,
  },
  mapping: {
    notJson: 'The label mapping is not JSON. Save it again in the import.',
    malformed: (path: string, reason: string) =>
      `The label mapping is wrong at "${path}": ${reason}. Correct it, or make it again in the import.`,
    topLevel: 'its top level',
    unknownReason: 'unknown error',
    missingColumns: (columns: readonly string[]) =>
      `The mapping expects columns that the table does not have: ${quoted(columns)}. Rename the table's columns, or change the mapping.`,
  },
  kept: (labels: number) =>
    `The table would replace ${labels} ${labels === 1 ? 'label' : 'labels'} of the study. They were kept, because no reason was given. Import the table again and say why they change.`,
  cell: {
    yesOrNo: '0 or 1',
    grades: (highest: number) => `0 to ${highest}`,
  },
  line: {
    noSubject: (line: number, column: string) =>
      `Line ${line} has no subject in the column "${column}". The line was left out. Fill in the subject and try again.`,
    unknownSide: (line: number, written: string) =>
      `Line ${line} has the side "${written}" instead of right or left. The line was left out. Correct it and try again.`,
    outOfRange: ({ line, column, written, expected }: WrongCell) =>
      `Line ${line} has "${written}" in the column "${column}" instead of ${expected}. The value was left out. Correct it and try again.`,
    conflict: (line: number, conflict: string) =>
      `Line ${line} says ${conflict}. Both labels were kept, and the audit shows them. Correct one of the two.`,
    noOsteophyteBut: (highest: number) => `"no osteophyte" (global 0), but a quadrant has grade ${highest}`,
    osteophytesButNone: '"osteophytes" (global 1), but all four quadrants have grade 0',
    repeated: (repeated: RepeatedLine) => `${sameJoint(repeated)} and has the same labels. Remove one of the two lines.`,
    contradicted: (repeated: RepeatedLine) =>
      `${sameJoint(repeated)}, but has other labels. Line ${repeated.before} was used. Remove the wrong line.`,
  },
} as const;

function quoted(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ');
}

function sameJoint({ line, before, side, visit }: RepeatedLine): string {
  return `Line ${line} is about the same ${side} joint at visit "${visit}" as line ${before}`;
}

function counted(count: number): string {
  return count.toLocaleString('en');
}
