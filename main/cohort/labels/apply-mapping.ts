// Binds a table's columns by a mapping: every row becomes one joint, or several if columns belong to sides and visits.

import { failed, success, type Failure, type Result } from '../../domain/failure.ts';
import type { LabelledJoint, LabelName, LabelValue, NamedLabels } from '../../domain/label.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';
import { visitKey } from '../../domain/visit.ts';
import type { LineProblem, Table, TableRow } from '../tables/parse-table.ts';
import { labelText } from '../text/labels.ts';
import { readCell } from './label-cell.ts';
import { columnKey, labelNamed } from './column-names.ts';
import type { LabelBinding, LabelMapping } from './label-mapping.ts';
import { sideOf } from './side-word.ts';

export interface ReadLabels {
  readonly mapping: LabelMapping;
  /** Columns that are neither bound nor kept. */
  readonly others: readonly string[];
  readonly joints: readonly LabelledJoint[];
  readonly problems: readonly LineProblem[];
}

/**
 * The joints of a table. Keeps the columns that the mapping picks, and of others only which side they name. Fails if the mapping names columns
 * that the table does not have.
 */
export function applyMapping(table: Table, given: LabelMapping): Result<ReadLabels> {
  const mapping = withNamesOf(table.columns, given);
  const needed = neededColumns(mapping);
  const lacking = needed.filter((column) => !table.columns.includes(column));
  if (lacking.length > 0) return failed('labels-malformed', labelText.mapping.missingColumns(lacking));
  const { keep = [] } = mapping;
  const sides = table.columns.filter((column) => SIDE_COLUMN.test(column) && !needed.includes(column) && !keep.includes(column));
  const kept = [...keep.filter((column) => table.columns.includes(column)), ...sides];
  const problems: LineProblem[] = [...table.problems];
  const joints = new Map<string, JointOfLine>();
  const rows = withoutFractions(table.rows, mapping.subject.column);
  for (const row of rows) {
    const report = (failure: Failure): void => void problems.push({ line: row.line, failure });
    for (const joint of jointsOfRow(row, mapping, kept, report)) {
      const key = `${joint.cohort}|${joint.subject}|${visitKey(joint.visit)}|${joint.side}`;
      const before = joints.get(key);
      const now = { line: row.line, joint };
      if (before === undefined) joints.set(key, now);
      else if (mapping.finding && !sharesLabels(before.joint, joint)) joints.set(key, joined(before, joint));
      else report(duplicate(now, before));
    }
  }
  const others = table.columns.filter((column) => !needed.includes(column) && !kept.includes(column));
  return success({ mapping, others, joints: [...joints.values()].map(({ joint }) => joint), problems });
}

/** A second statement of the side, which the audit `laterality` compares with the row's own. */
const SIDE_COLUMN = /^(?:image_?)?laterality$|^body_?side$/i;

/** A program that takes a column of numbers for measures writes `9000622.0`. Then all its numbers end so. */
function withoutFractions(rows: readonly TableRow[], column: string): readonly TableRow[] {
  const written = rows.flatMap(({ cells }) => cells[column] || []);
  if (!written.every((cell) => /^\d+[.,]0+$/.test(cell))) return rows;
  return rows.map((row) => ({ ...row, cells: { ...row.cells, [column]: (row.cells[column] ?? '').replace(/[.,]0+$/, '') } }));
}

interface JointOfLine {
  /** The first line about the joint. */
  readonly line: number;
  readonly joint: LabelledJoint;
}

/** The columns that a table must have for the mapping. */
export function neededColumns({ cohort, subject, visit, side, finding, labels }: LabelMapping): readonly string[] {
  const bound = [cohort, subject, visit, side, finding].flatMap((one) => (one && 'column' in one ? [one.column] : []));
  return [...new Set([...bound, ...labels.map((binding) => binding.column)])];
}

/** The mapping with the columns' names as this table writes them, which may differ in capitals and spaces. */
function withNamesOf(columns: readonly string[], mapping: LabelMapping): LabelMapping {
  const nameOf = (name: string): string => {
    if (columns.includes(name)) return name;
    const [only, ...others] = columns.filter((column) => columnKey(column) === columnKey(name));
    return only !== undefined && others.length === 0 ? only : name;
  };
  const renamed = <Source extends { column: string } | { value: string } | null>(source: Source): Source =>
    source !== null && 'column' in source ? { ...source, column: nameOf(source.column) } : source;
  return {
    ...mapping,
    cohort: renamed(mapping.cohort),
    subject: renamed(mapping.subject),
    visit: renamed(mapping.visit),
    side: renamed(mapping.side),
    ...(mapping.finding ? { finding: renamed(mapping.finding) } : {}),
    labels: mapping.labels.map(renamed),
    ...(mapping.keep === undefined ? {} : { keep: mapping.keep.map(nameOf) }),
  };
}

function jointsOfRow(
  row: TableRow,
  mapping: LabelMapping,
  kept: readonly string[],
  report: (failure: Failure) => void,
): readonly LabelledJoint[] {
  const cellOf = (source: { column: string } | { value: string } | null): string =>
    source === null ? '' : 'column' in source ? cellIn(row, source.column) : source.value;
  const subject = cellOf(mapping.subject).replaceAll('|', '/').trim();
  if (ROUNDED.test(subject)) {
    report(failed('labels-line', labelText.line.roundedSubject(row.line, subject)).failure);
    return [];
  }
  if (subject === '') {
    report(failed('labels-line', labelText.line.noSubject(row.line, mapping.subject.column)).failure);
    return [];
  }
  const rowSide = mapping.side === null ? undefined : sideOf(cellOf(mapping.side));
  if (mapping.side !== null && rowSide === undefined) {
    report(failed('labels-line', labelText.line.unknownSide(row.line, cellOf(mapping.side))).failure);
    return [];
  }
  const rowVisit = cellOf(mapping.visit).replaceAll('|', '/').trim();
  const metadata = Object.fromEntries(
    kept.flatMap((column) => {
      const cell = cellIn(row, column);
      const value = SIDE_COLUMN.test(column) ? sideOf(cell) : cell;
      return value === undefined || value === '' ? [] : [[column, value]];
    }),
  );
  const bindings = bindingsOf(row, mapping, report);
  const groups = Map.groupBy(bindings, ({ visit, side }) => `${visit ?? rowVisit}|${side ?? rowSide ?? ''}`);
  return [...groups.values()].flatMap((bindings) => {
    const [first] = bindings;
    const side = first?.side ?? rowSide;
    if (first === undefined || side === undefined) return [];
    const labels = labelsOf(row, bindings, report);
    const joint = {
      cohort: cellOf(mapping.cohort).trim(),
      subject,
      visit: first.visit ?? rowVisit,
      side,
      labels,
      metadata,
    };
    const wide = bindings.some((binding) => binding.side !== undefined || binding.visit !== undefined);
    // In a wide table, a joint without any label was not examined at that visit.
    return (wide || mapping.finding) && Object.keys(labels).length === 0 ? [] : [joint];
  });
}

/** A long number as a spreadsheet shows it, such as `9.00062E+11`. Its last digits are lost. */
const ROUNDED = /^\d(?:[.,]\d+)?E\+\d+$/i;

/** The labels that a row may have: all, or the one that it names. */
function bindingsOf(
  row: TableRow,
  { finding, labels }: LabelMapping,
  report: (failure: Failure) => void,
): readonly LabelBinding[] {
  if (!finding) return labels;
  const written = cellIn(row, finding.column);
  const name = labelNamed(written);
  const wrong = { line: row.line, column: finding.column, written: written.slice(0, 40), expected: labelText.cell.finding };
  if (name === undefined) report(failed('labels-out-of-range', labelText.line.outOfRange(wrong)).failure);
  return labels.filter((binding) => binding.name === name);
}

function labelsOf(row: TableRow, bindings: readonly LabelBinding[], report: (failure: Failure) => void): NamedLabels {
  const labels: Partial<Record<LabelName, LabelValue>> = {};
  for (const { column, ...meaning } of bindings) {
    const written = cellIn(row, column);
    const cell = readCell(written, meaning);
    if (cell === 'missing') continue;
    if (cell.kind === 'out-of-range') {
      const wrong = { line: row.line, column, written: written.slice(0, 40), expected: cell.expected };
      report(failed('labels-out-of-range', labelText.line.outOfRange(wrong)).failure);
      continue;
    }
    labels[meaning.name] = graver(labels[meaning.name], cell);
  }
  const conflict = conflictOf(labels);
  if (conflict !== null) report(failed('labels-conflict', labelText.line.conflict(row.line, conflict)).failure);
  return labels;
}

/** The mapping was checked against the header, and every row has a cell for each column of the header. */
function cellIn({ cells, line }: TableRow, column: string): string {
  const cell = cells[column];
  if (cell === undefined) throw new Error(`Line ${line} has no cell in the column "${column}".`);
  return cell;
}

/** If two columns are one label, such as medial and lateral narrowing, the higher grade counts. */
function graver(before: LabelValue | undefined, now: LabelValue): LabelValue {
  if (before === undefined || before.kind === 'not-gradable') return now;
  return now.kind === 'not-gradable' || now.value <= before.value ? before : now;
}

/** The global label must be 1 if any quadrant is above 0. */
function conflictOf(labels: NamedLabels): string | null {
  const { global } = labels;
  if (global?.kind !== 'binary') return null;
  const grades = QUADRANTS.map((quadrant) => {
    const label = labels[quadrant];
    return label?.kind === 'graded' ? label.value : null;
  });
  const highest = Math.max(...grades.map((grade) => grade ?? -1));
  if (global.value === 0 && highest > 0) return labelText.line.noOsteophyteBut(highest);
  if (global.value === 1 && grades.every((grade) => grade === 0)) return labelText.line.osteophytesButNone;
  return null;
}

function sharesLabels(before: LabelledJoint, now: LabelledJoint): boolean {
  return Object.keys(now.labels).some((name) => Object.hasOwn(before.labels, name));
}

function joined({ line, joint }: JointOfLine, { labels }: LabelledJoint): JointOfLine {
  return { line, joint: { ...joint, labels: { ...joint.labels, ...labels } } };
}

function duplicate({ line, joint }: JointOfLine, before: JointOfLine): Failure {
  const { side, visit } = joint;
  const known = new Map(Object.entries(before.joint.labels));
  const same = Object.entries(joint.labels).every(([name, value]) => JSON.stringify(known.get(name)) === JSON.stringify(value));
  const repeated = { line, before: before.line, side, visit };
  return failed('labels-duplicate', same ? labelText.line.repeated(repeated) : labelText.line.contradicted(repeated)).failure;
}
