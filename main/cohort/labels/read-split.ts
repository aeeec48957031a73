// A split from its text: a subject and its part on each line, with or without a header.

import { failed, success, type Failure, type Result } from '../../domain/failure.ts';
import { SPLIT_PARTS, type SplitPart } from '../../domain/study/split.ts';
import { parseLines, type LineProblem, type TableLine } from '../tables/parse-table.ts';
import { separatedText } from '../tables/separator.ts';
import { splitText } from '../text/splits.ts';
import { columnKey, identityColumn, labelNamed } from './column-names.ts';

export interface ReadSplit {
  readonly parts: ReadonlyMap<string, SplitPart>;
  readonly problems: readonly LineProblem[];
}

/** The part of each subject. A subject in two parts would leak, so it is reported and left out of both. */
export function readSplit(text: string): Result<ReadSplit> {
  const lines = parseLines(text);
  if (!lines.ok) return failed('split-malformed', lines.failure.message);
  const parts = new Map<string, { readonly part: SplitPart; readonly line: number }>();
  const leaking = new Set<string>();
  const problems: LineProblem[] = [];
  const report = (line: number, failure: Failure): void => void problems.push({ line, failure });
  const [first, ...others] = lines.value;
  const header = first === undefined ? null : headerOf(first.cells);
  for (const { line, cells } of header === null ? lines.value : others) {
    const named = header === null ? subjectAndPart(cells) : header(cells);
    const part = partNamed(named?.part ?? '');
    if (named === null || part === undefined) {
      report(line, failed('split-line', splitText.file.malformedLine(line)).failure);
      continue;
    }
    const { subject } = named;
    const before = parts.get(subject);
    if (before === undefined) parts.set(subject, { part, line });
    else if (before.part !== part) {
      leaking.add(subject);
      report(line, failed('split-leak', splitText.file.twoParts({ line, part }, before)).failure);
    }
  }
  for (const subject of leaking) parts.delete(subject);
  if (parts.size === 0) {
    return failed('split-malformed', splitText.file.noValidLine);
  }
  return success({ parts: new Map([...parts].map(([subject, { part }]) => [subject, part])), problems });
}

/** Whether the first line of the text, or the line after `sep=`, is a line or the header of a split. */
export function looksLikeSplit(head: string): boolean {
  const [first = ''] = separatedText(head)
    .text.trimStart()
    .split(/\r\n|\r|\n/, 1);
  const lines = parseLines(first);
  const cells = (lines.ok ? lines.value[0]?.cells : undefined) ?? [];
  return headerOf(cells) !== null || partNamed(subjectAndPart(cells)?.part ?? '') !== undefined;
}

interface SubjectAndPart {
  readonly subject: string;
  readonly part: string;
}

/** Two cells, or two words in one cell. Further cells must be blank. */
function subjectAndPart(cells: readonly string[]): SubjectAndPart | null {
  const [first = '', second = '', ...rest] = cells;
  if (rest.some((cell) => cell !== '')) return null;
  const words = second === '' ? /^(.*\S)\s+(\S+)$/.exec(first) : null;
  const [subject, part] = words === null ? [first, second] : [words[1] ?? '', words[2] ?? ''];
  return subject === '' || part === '' ? null : { subject, part };
}

/** How to read a line under this header. Null if the line is not a header. */
function headerOf(columns: readonly string[]): ((cells: TableLine['cells']) => SubjectAndPart | null) | null {
  const part = columns.findIndex((column) => ['split', 'part', 'partition', 'set', 'subset'].includes(columnKey(column)));
  const subjects = columns.indexOf(
    identityColumn(columns, 'subject') ?? columns.find((column) => columnKey(column) === 'id') ?? '',
  );
  const cohorts = columns.indexOf(identityColumn(columns, 'cohort') ?? '');
  // A table of labels may name the part of each subject too.
  const labels = columns.some((column) => labelNamed(column) !== undefined) || identityColumn(columns, 'side') !== undefined;
  if (part < 0 || subjects < 0 || labels) return null;
  return (cells) => {
    const [subject = '', cohort = ''] = [cells[subjects], cells[cohorts]];
    if (subject === '') return null;
    // The number 9000622 of two cohorts is two people.
    return { subject: cohort !== '' && /^\d+$/.test(subject) ? `${cohort}-${subject}` : subject, part: cells[part] ?? '' };
  };
}

function partNamed(word: string): SplitPart | undefined {
  const lower = word.toLowerCase();
  return SPLIT_PARTS.find((part) => part === lower) ?? (Object.hasOwn(OTHER_WORDS, lower) ? OTHER_WORDS[lower] : undefined);
}

const OTHER_WORDS: Readonly<Record<string, SplitPart>> = {
  training: 'train',
  valid: 'val',
  validation: 'val',
  testing: 'test',
};
