// A table for print: CSV with every digit, Markdown, and LaTeX for the package booktabs.

import { stringify } from 'csv-stringify/sync';
import type { Estimate } from '../../domain/evaluation/evaluation.ts';
import { SPREADSHEET_CELLS } from '../spreadsheet-cells.ts';

export interface Table {
  /** The name of its files, without an ending. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** How many digits after the point Markdown and LaTeX print of numbers that are not whole. By default three. */
  readonly digits?: number;
}

/** Null and NaN leave the cell empty. An estimate is printed with its interval, and has three columns in CSV. */
export type Cell = string | number | Estimate | null;

export function csvOf({ columns, rows }: Table): string {
  const wide = columns.map((_, at) => rows.some((row) => isEstimate(row[at] ?? null)));
  const header = columns.flatMap((name, at) => (wide[at] ? [name, `${name} low`, `${name} high`] : [name]));
  const body = rows.map((row) =>
    columns.flatMap((_, at) => {
      const cell = row[at] ?? null;
      if (!wide[at]) return [plain(cell)];
      return isEstimate(cell) ? [cell.value, cell.low, cell.high].map(plain) : [plain(cell), '', ''];
    }),
  );
  return stringify([header, ...body], { ...SPREADSHEET_CELLS, record_delimiter: 'windows' });
}

export function markdownOf(table: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownText).join(' | ')} |`;
  const rules = numeric(table).map((right) => (right ? '---:' : '---'));
  const body = table.rows.map((row) => line(row.map((cell) => shown(cell, table))));
  return `${[line(table.columns), `| ${rules.join(' | ')} |`, ...body].join('\n')}\n`;
}

export function latexOf(table: Table): string {
  const line = (cells: readonly string[]): string => `${cells.map(latexText).join(' & ')} \\\\`;
  const sides = numeric(table).map((right) => (right ? 'r' : 'l'));
  const body = table.rows.map((row) => line(row.map((cell) => shown(cell, table))));
  return [
    `\\begin{tabular}{${sides.join('')}}`,
    '\\toprule',
    line(table.columns),
    '\\midrule',
    ...body,
    '\\bottomrule',
    '\\end{tabular}\n',
  ].join('\n');
}

function isEstimate(cell: Cell): cell is Estimate {
  return typeof cell === 'object' && cell !== null;
}

/** True for each column that holds nothing but numbers. */
function numeric({ columns, rows }: Table): boolean[] {
  return columns.map((_, at) => rows.every((row) => typeof row[at] !== 'string') && rows.length > 0);
}

function plain(cell: Cell): string | number {
  if (cell === null || (typeof cell === 'number' && Number.isNaN(cell))) return '';
  return isEstimate(cell) ? plain(cell.value) : cell;
}

function shown(cell: Cell, { digits = 3 }: Table): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return Number.isNaN(cell) ? '' : Number.isInteger(cell) ? String(cell) : cell.toFixed(digits);
  if (Number.isNaN(cell.value)) return '';
  const value = cell.value.toFixed(digits);
  const bounded = Number.isFinite(cell.low) && Number.isFinite(cell.high);
  return bounded ? `${value} (${cell.low.toFixed(digits)} to ${cell.high.toFixed(digits)})` : value;
}

function markdownText(text: string): string {
  return text.replaceAll(/[\\|*_`<[\]]/g, String.raw`\$&`).replaceAll(/\s+/g, ' ');
}

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
};

function latexText(text: string): string {
  return text.replaceAll(/[\\&%$#_{}~^<>]/g, (sign) => LATEX[sign] ?? `\\${sign}`).replaceAll(/\s+/g, ' ');
}
