// What a person reads about label tables, their mappings and their lines.

import type { Side } from '../../domain/hip.ts';
import { counted } from './tables.ts';

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

interface Matched {
  readonly labelled: number;
  readonly pictured: number;
  /** Joints without a radiograph whose subject has another one. */
  readonly ofKnownSubjects: number;
}

export const labelText = {
  table: {
    tooManyJoints: (most: number) => `The table has labels for more than ${counted(most)} joints. Divide it into several tables.`,
    furtherLines: (lines: number) =>
      `${counted(lines)} further problems of this table are not listed. Correct the listed ones first.`,
    reportWithoutReading:
      'The table is a report of this program. It holds the grades of a model but no reading by a person, so it holds no labels. To take the grades as labels all the same, keep only its columns subject, visit, side, quadrant and grade.',
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
  twoSpellings: (labels: number) =>
    `The table names some joints under two spellings of the subject or the visit, and gives ${counted(labels)} of their labels two values. The first value was used. Remove the wrong lines.`,
  unmatched: ({ labelled, pictured, ofKnownSubjects }: Matched) => {
    const without = labelled - pictured;
    const who =
      pictured === 0
        ? `None of the ${counted(labelled)} labelled joints has a radiograph in the study`
        : `${counted(without)} of the ${counted(labelled)} labelled joints (${percent(without, labelled)}%) have no radiograph in the study`;
    const elsewhere =
      ofKnownSubjects === 0 ? '' : ` ${counted(ofKnownSubjects)} belong to a subject of the study, but to another visit or side.`;
    return `${who}. Their labels were kept.${elsewhere} If this is unexpected, check that the table and the radiographs name subjects and visits alike.`;
  },
  cell: {
    yesOrNo: '0 or 1',
    finding: 'a quadrant or a finding, such as femur-superior',
    grades: (highest: number) => `0 to ${highest}`,
  },
  line: {
    noSubject: (line: number, column: string) =>
      `Line ${line} has no subject in the column "${column}". The line was left out. Fill in the subject and try again.`,
    unknownSide: (line: number, written: string) =>
      `Line ${line} has the side "${written}" instead of right or left. The line was left out. Correct it and try again.`,
    roundedSubject: (line: number, written: string) =>
      `Line ${line} has the subject "${written}", which a spreadsheet has rounded. The line was left out. Format the column as text and export the table again.`,
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

/** Rounded, but never to none or all. */
function percent(part: number, whole: number): number {
  return Math.min(99, Math.max(1, Math.round((100 * part) / whole)));
}
