// Binds a table's columns by a mapping: every row becomes one joint, or several where columns stand for sides and visits.

import { failed, success, type Failure, type Result } from '../../domain/failure.ts';
import type { Side } from '../../domain/hip.ts';
import type { LabelledJoint, LabelName, LabelValue, NamedLabels } from '../../domain/label.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';
import { visitKey } from '../../domain/visit.ts';
import { readCell } from './label-cell.ts';
import type { LabelBinding, LabelMapping } from './label-mapping.ts';
import type { LabelRow, LabelTable, LineProblem } from './label-table.ts';

export interface ReadLabels {
  readonly mapping: LabelMapping;
  readonly joints: readonly LabelledJoint[];
  readonly problems: readonly LineProblem[];
}

/** The joints of a table. Fails where the mapping names columns that the table does not have. */
export function applyMapping(table: LabelTable, mapping: LabelMapping): Result<ReadLabels> {
  const needed = neededColumns(mapping);
  const lacking = needed.filter((column) => !table.columns.includes(column));
  if (lacking.length > 0) {
    return failed(
      'labels-malformed',
      `The table lacks the column ${lacking.map((name) => `"${name}"`).join(', ')}. Rename its columns, or bind others.`,
    );
  }
  const kept = (mapping.metadata ?? table.columns.filter((column) => !needed.includes(column))).filter((column) =>
    table.columns.includes(column),
  );
  const problems: LineProblem[] = [];
  const joints = new Map<string, { readonly line: number; readonly joint: LabelledJoint }>();
  for (const row of table.rows) {
    const report = (failure: Failure): void => void problems.push({ line: row.line, failure });
    for (const joint of jointsOfRow(row, mapping, kept, report)) {
      const key = `${joint.cohort}|${joint.subject}|${visitKey(joint.visit)}|${joint.side}`;
      const before = joints.get(key);
      if (before === undefined) joints.set(key, { line: row.line, joint });
      else report(duplicate(joint, before, row.line));
    }
  }
  return success({ mapping, joints: [...joints.values()].map(({ joint }) => joint), problems });
}

function neededColumns({ cohort, subject, visit, side, labels }: LabelMapping): readonly string[] {
  const bound = [cohort, subject, visit, side].flatMap((one) => (one !== null && 'column' in one ? [one.column] : []));
  return [...new Set([...bound, ...labels.map((binding) => binding.column)])];
}

function jointsOfRow(
  row: LabelRow,
  mapping: LabelMapping,
  kept: readonly string[],
  report: (failure: Failure) => void,
): readonly LabelledJoint[] {
  const cellOf = (place: { column: string } | { value: string } | null): string =>
    place === null ? '' : 'column' in place ? row.cells[place.column] : place.value;
  const subject = cellOf(mapping.subject).replaceAll('|', '/').trim();
  if (subject === '') {
    report(
      failed(
        'labels-malformed',
        `Line ${row.line} names no subject in the column "${mapping.subject.column}". Fill it in; the line was left out.`,
      ).failure,
    );
    return [];
  }
  const rowSide = mapping.side === null ? undefined : sideOf(cellOf(mapping.side));
  if (mapping.side !== null && rowSide === undefined) {
    report(
      failed(
        'labels-malformed',
        `Line ${row.line} has the side "${cellOf(mapping.side)}" where right or left was expected. Correct it; the line was left out.`,
      ).failure,
    );
    return [];
  }
  const rowVisit = cellOf(mapping.visit).replaceAll('|', '/').trim();
  const metadata = Object.fromEntries(kept.flatMap((column) => (row.cells[column] === '' ? [] : [[column, row.cells[column]]])));
  const groups = Map.groupBy(mapping.labels, ({ visit, side }) => `${visit ?? rowVisit}|${side ?? rowSide ?? ''}`);
  return [...groups.values()].flatMap((bindings) => {
    const side = bindings[0].side ?? rowSide;
    if (side === undefined) return [];
    const labels = labelsOf(row, bindings, report);
    const joint = {
      cohort: cellOf(mapping.cohort).trim(),
      subject,
      visit: bindings[0].visit ?? rowVisit,
      side,
      labels,
      metadata,
    };
    const wide = bindings.some((binding) => binding.side !== undefined || binding.visit !== undefined);
    // In a wide table a joint without any label was not examined at that visit.
    return wide && Object.keys(labels).length === 0 ? [] : [joint];
  });
}

function labelsOf(row: LabelRow, bindings: readonly LabelBinding[], report: (failure: Failure) => void): NamedLabels {
  const labels: Partial<Record<LabelName, LabelValue>> = {};
  for (const { column, ...meaning } of bindings) {
    const cell = readCell(row.cells[column], meaning);
    if (cell === 'missing') continue;
    if (cell.kind === 'out-of-range') {
      report(
        failed(
          'labels-out-of-range',
          `Line ${row.line} has "${row.cells[column].slice(0, 40)}" in the column "${column}" where ${cell.expected} was expected. Correct it; the value was left out.`,
        ).failure,
      );
      continue;
    }
    labels[meaning.name] = graver(labels[meaning.name], cell);
  }
  const conflict = conflictOf(labels);
  if (conflict !== null) {
    report(
      failed(
        'labels-conflict',
        `Line ${row.line} says ${conflict}. Correct one of the two; both were kept, and the audit shows them.`,
      ).failure,
    );
  }
  return labels;
}

/** Where two columns are one label, such as medial and lateral narrowing, the higher grade counts. */
function graver(before: LabelValue | undefined, now: LabelValue): LabelValue {
  if (before === undefined || before.kind === 'not-gradable') return now;
  return now.kind === 'not-gradable' || now.value <= before.value ? before : now;
}

/** The global answer is 1 where any quadrant is above 0. */
function conflictOf(labels: NamedLabels): string | null {
  const { global } = labels;
  if (global?.kind !== 'binary') return null;
  const grades = QUADRANTS.map((quadrant) => {
    const label = labels[quadrant];
    return label?.kind === 'graded' ? label.value : null;
  });
  const highest = Math.max(...grades.map((grade) => grade ?? -1));
  if (global.value === 0 && highest > 0) return `"no osteophyte" (global 0), but a quadrant has grade ${highest}`;
  if (global.value === 1 && grades.every((grade) => grade === 0))
    return '"osteophytes" (global 1), but all four quadrants have grade 0';
  return null;
}

function duplicate(
  joint: LabelledJoint,
  before: { readonly line: number; readonly joint: LabelledJoint },
  line: number,
): Failure {
  const { subject: _subject, side, visit } = joint;
  const same = JSON.stringify(before.joint.labels) === JSON.stringify(joint.labels);
  const what = `Line ${line} is about the same ${side} joint at visit "${visit}" as line ${before.line}`;
  return failed(
    'labels-duplicate',
    same
      ? `${what} and says the same. Remove one of them.`
      : `${what}, but says something else. Line ${before.line} was taken; remove the wrong one.`,
  ).failure;
}

/** `R`, `right`, `re`, `1: Right` and their like. Bare numbers are not guessed. */
function sideOf(text: string): Side | undefined {
  const word = text
    .replace(/^\s*\d+\s*:/, '')
    .trim()
    .toLowerCase();
  if (['r', 'right', 're', 'rechts', 'droite'].includes(word)) return 'right';
  if (['l', 'left', 'li', 'links', 'gauche'].includes(word)) return 'left';
  return undefined;
}
