// Reads a label table or a split in a reader process, within bounds, and reports it line by line.

import { failed, success, type Failure, type Result } from '../../domain/failure.ts';
import { sha256Of } from '../../files/object-store.ts';
import { looksIdentifying } from '../labels/identity-columns.ts';
import { readLabelFile, unboundFailure } from '../labels/read-labels.ts';
import { readSplit } from '../labels/read-split.ts';
import { headOfSource, type SourceFile } from '../sources/source-file.ts';
import { decodeText } from '../tables/decode-text.ts';
import { MOST_TABLE_BYTES, type LineProblem } from '../tables/parse-table.ts';
import { labelText } from '../text/labels.ts';
import { tableText } from '../text/tables.ts';
import type { ReaderCall, TableSummary } from './reader-calls.ts';

/** More labelled joints than any cohort has. They are kept in memory until they are stored. **(ours)** */
const MOST_JOINTS = 500_000;
/** The problems that are listed of one table. Nobody reads more. */
const MOST_PROBLEMS = 1000;
/** The lines, and the characters of a cell, that show the user what an unknown table holds. */
const SHOWN_ROWS = 5;
const SHOWN_CHARACTERS = 200;

type TableCall = Extract<ReaderCall, { kind: 'read-table' }>;
type Report = (items: readonly unknown[]) => void;

export async function readTable(
  file: SourceFile,
  { presets, keep }: Pick<TableCall, 'presets' | 'keep'>,
  report: Report,
): Promise<Result<TableSummary>> {
  const bytes = await bytesOf(file);
  if (!bytes.ok) return bytes;
  const reading = readLabelFile(bytes.value, { presets, keep });
  switch (reading.kind) {
    case 'failed':
      return { ok: false, failure: reading.failure };
    case 'unbound': {
      const { columns, rows } = reading.table;
      const shown = rows.slice(0, SHOWN_ROWS).map(({ cells }) => shortened(cells));
      return success({
        kind: 'unbound',
        columns,
        rows: shown,
        identifying: columns.filter((column) => looksIdentifying(reading.table, column)),
        failure: unboundFailure(reading.table),
      });
    }
    case 'read': {
      const { joints, mapping, others, problems } = reading.labels;
      if (joints.length > MOST_JOINTS) return failed('labels-malformed', labelText.table.tooManyJoints(MOST_JOINTS));
      report(joints);
      report(listedProblems(problems));
      return success({
        kind: 'read',
        sha256: sha256Of(bytes.value),
        mapping,
        others: { columns: others, identifying: others.filter((column) => looksIdentifying(reading.table, column)) },
      });
    }
  }
}

export async function readSplitFile(file: SourceFile, report: Report): Promise<Result<{ readonly sha256: string }>> {
  const bytes = await bytesOf(file);
  if (!bytes.ok) return bytes;
  const text = decodeText(bytes.value);
  if (!text.ok) return text;
  const split = readSplit(text.value.text);
  if (!split.ok) return split;
  report([...split.value.parts]);
  report(listedProblems(split.value.problems));
  return success({ sha256: sha256Of(bytes.value) });
}

async function bytesOf(file: SourceFile): Promise<Result<Uint8Array>> {
  const tooLarge = failed('labels-malformed', tableText.tooLarge(file.size, MOST_TABLE_BYTES));
  if (file.size > MOST_TABLE_BYTES) return tooLarge;
  const bytes = await headOfSource(file, MOST_TABLE_BYTES + 1);
  return bytes.ok && bytes.value.length > MOST_TABLE_BYTES ? tooLarge : bytes;
}

function listedProblems(problems: readonly LineProblem[]): readonly Failure[] {
  const listed = problems.slice(0, MOST_PROBLEMS).map(({ failure }) => failure);
  const more = problems.length - listed.length;
  const [first] = listed;
  return more === 0 || first === undefined ? listed : [...listed, failed(first.code, labelText.table.furtherLines(more)).failure];
}

function shortened(cells: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(cells).map(([column, cell]) => [column, cell.slice(0, SHOWN_CHARACTERS)]));
}
