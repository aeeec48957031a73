// Reads a label table of any kind: a known one by its header, another by the user's mapping.

import { failed, type Failure, type Result } from '../../domain/failure.ts';
import type { LabelName } from '../../domain/label.ts';
import { applyMapping, type ReadLabels } from './apply-mapping.ts';
import { checkTable } from './check-table.ts';
import type { LabelMapping } from './label-mapping.ts';
import { isOwnReport, longTable, oneGradePerLine, wideTable } from './long-table.ts';
import { oaiTable } from './oai-table.ts';
import { decodeText } from '../tables/decode-text.ts';
import { parseTable, type Table } from '../tables/parse-table.ts';
import { labelText } from '../text/labels.ts';

export type LabelReading =
  | { readonly kind: 'read'; readonly labels: ReadLabels; readonly table: Table }
  /** A table of an unknown kind: the user must say what its columns are. */
  | { readonly kind: 'unbound'; readonly table: Table }
  | { readonly kind: 'failed'; readonly failure: Failure };

interface ReadingOptions {
  /** Mappings that the user made for other tables. */
  readonly presets?: readonly LabelMapping[];
  /** Reads only these labels. Other columns then cannot have problems. */
  readonly only?: readonly LabelName[];
  /** Columns that the user picked to keep besides those of the mapping. */
  readonly keep?: readonly string[];
}

/** Reads the bytes of a table file in any encoding. */
export function readLabelFile(bytes: Uint8Array, options: ReadingOptions = {}): LabelReading {
  const decoded = decodeText(bytes);
  return decoded.ok ? readLabels(decoded.value.text, options) : { kind: 'failed', failure: decoded.failure };
}

/** Reads a table by the first preset that fits its columns, or else by its header. */
export function readLabels(text: string, { presets = [], only, keep = [] }: ReadingOptions = {}): LabelReading {
  const table = parseTable(text, (columns) => fittingPreset(columns, presets) !== undefined || knownMapping(columns) !== null);
  if (!table.ok) return { kind: 'failed', failure: table.failure };
  const preset = fittingPreset(table.value.columns, presets);
  const binding = preset ?? knownMapping(table.value.columns);
  const report = preset === undefined && isOwnReport(table.value.columns);
  if (binding === null && !report) return { kind: 'unbound', table: table.value };
  if (binding === null) return { kind: 'failed', failure: NO_READING };
  const labels = only === undefined ? binding.labels : binding.labels.filter(({ name }) => only.includes(name));
  const kept = keep.length === 0 ? (binding.keep ?? []) : [...new Set([...(binding.keep ?? []), ...keep])];
  const mapping = {
    ...binding,
    labels,
    ...(kept.length === 0 ? {} : { keep: kept.filter((column) => table.value.columns.includes(column)) }),
  };
  const read: Result<ReadLabels> = applyMapping(table.value, mapping);
  if (!read.ok) return { kind: 'failed', failure: read.failure };
  if (report && read.value.joints.length === 0) return { kind: 'failed', failure: NO_READING };
  return { kind: 'read', labels: read.value, table: table.value };
}

function fittingPreset(columns: readonly string[], presets: readonly LabelMapping[]): LabelMapping | undefined {
  return presets.find((candidate) => applyMapping({ columns, rows: [], problems: [] }, candidate).ok);
}

const NO_READING = failed('labels-malformed', labelText.table.reportWithoutReading).failure;

/** The failure for a table of an unknown kind when nobody can be asked. */
export function unboundFailure(table: Table): Failure {
  return failed('labels-malformed', labelText.table.unknownFormat(table.columns.slice(0, 12))).failure;
}

/** Whether a table with these columns is read without a mapping. */
export function isKnownHeader(columns: readonly string[]): boolean {
  return knownMapping(columns) !== null || isOwnReport(columns);
}

function knownMapping(columns: readonly string[]): LabelMapping | null {
  return longTable(columns) ?? oaiTable(columns) ?? checkTable(columns) ?? wideTable(columns) ?? oneGradePerLine(columns);
}
