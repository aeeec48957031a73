// Reads a label table of any kind: a known one by its header, another by the user's mapping.

import { failed, type Failure, type Result } from '../../domain/failure.ts';
import type { LabelName } from '../../domain/label.ts';
import { applyMapping, type ReadLabels } from './apply-mapping.ts';
import { checkTable } from './check-table.ts';
import type { LabelMapping } from './label-mapping.ts';
import { parseTable, type LabelTable } from './label-table.ts';
import { longTable } from './long-table.ts';
import { oaiTable } from './oai-table.ts';
import { labelText } from '../text/labels.ts';

export type LabelReading =
  | { readonly kind: 'read'; readonly labels: ReadLabels; readonly table: LabelTable }
  /** A table of an unknown kind: the user must say what its columns are. */
  | { readonly kind: 'unbound'; readonly table: LabelTable }
  | { readonly kind: 'failed'; readonly failure: Failure };

interface ReadingOptions {
  /** Mappings that the user made for other tables. */
  readonly presets?: readonly LabelMapping[];
  /** Reads only these labels. Other columns then cannot have problems. */
  readonly only?: readonly LabelName[];
  /** Columns that the user picked to keep besides those of the mapping. */
  readonly keep?: readonly string[];
}

/** Reads a table by the first preset that fits its columns, or else by its header. */
export function readLabels(text: string, { presets = [], only, keep = [] }: ReadingOptions = {}): LabelReading {
  const table = parseTable(text);
  if (!table.ok) return { kind: 'failed', failure: table.failure };
  const preset = presets.find((candidate) => applyMapping({ ...table.value, rows: [] }, candidate).ok);
  const binding = preset ?? knownMapping(table.value.columns);
  if (binding === null) return { kind: 'unbound', table: table.value };
  const labels = only === undefined ? binding.labels : binding.labels.filter(({ name }) => only.includes(name));
  const kept = keep.length === 0 ? (binding.keep ?? []) : [...new Set([...(binding.keep ?? []), ...keep])];
  const mapping = {
    ...binding,
    labels,
    ...(kept.length === 0 ? {} : { keep: kept.filter((column) => table.value.columns.includes(column)) }),
  };
  const read: Result<ReadLabels> = applyMapping(table.value, mapping);
  return read.ok ? { kind: 'read', labels: read.value, table: table.value } : { kind: 'failed', failure: read.failure };
}

/** The failure for a table of an unknown kind when nobody can be asked. */
export function unboundFailure(table: LabelTable): Failure {
  return failed('labels-malformed', labelText.table.unknownFormat(table.columns.slice(0, 12))).failure;
}

function knownMapping(columns: readonly string[]): LabelMapping | null {
  return longTable(columns) ?? oaiTable(columns) ?? checkTable(columns);
}
