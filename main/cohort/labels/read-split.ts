// A split from its text: one `subject,part` per line, separated by a comma or white space, without a header.

import { failed, success, type Failure, type Result } from '../../domain/failure.ts';
import { SPLIT_PARTS, type SplitPart } from '../../domain/study/split.ts';
import type { LineProblem } from './label-table.ts';
import { splitText } from '../text/splits.ts';

export interface ReadSplit {
  readonly parts: ReadonlyMap<string, SplitPart>;
  readonly problems: readonly LineProblem[];
}

/** The part of each subject. A subject in two parts would leak, so it is reported and left out of both. */
export function readSplit(text: string): Result<ReadSplit> {
  const parts = new Map<string, { readonly part: SplitPart; readonly line: number }>();
  const leaking = new Set<string>();
  const problems: LineProblem[] = [];
  const report = (line: number, failure: Failure): void => void problems.push({ line, failure });
  for (const [index, written] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const line = index + 1;
    const words = written
      .trim()
      .split(/[\s,;]+/)
      .filter((word) => word !== '');
    const [subject, partName] = words;
    if (subject === undefined) continue;
    const part = SPLIT_PARTS.find((one) => one === partName?.toLowerCase());
    if (words.length !== 2 || part === undefined) {
      report(line, failed('split-malformed', splitText.file.malformedLine(line)).failure);
      continue;
    }
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

/** Whether the first line of the text is a line of a split. */
export function looksLikeSplit(head: string): boolean {
  const [first = ''] = head
    .replace(/^\uFEFF/, '')
    .trimStart()
    .split(/\r\n|\r|\n/, 1);
  return /^[^\s,;]+[\s,;]+(train|val|test)\s*$/i.test(first);
}
