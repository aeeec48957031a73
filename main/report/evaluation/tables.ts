// The tables of an evaluation, as CSV, Markdown and LaTeX: every figure with its interval, the recall of each grade, and the hips themselves.

import type { EvaluationRow, MeasuredRows } from '../../domain/evaluation/evaluation.ts';
import { evaluationWords } from './words.ts';

export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

export function evaluationTables({ figures, answers }: MeasuredRows, rows: readonly EvaluationRow[]): readonly Table[] {
  const { figure, value, low, high, answer } = evaluationWords.columns;
  const means = Object.entries(figures).map(([name, own]) => ['', name, own.value, own.low, own.high]);
  const own = Object.entries(answers).flatMap(([name, measured]) =>
    Object.entries(measured.figures).map(([key, estimate]) => [name, key, estimate.value, estimate.low, estimate.high]),
  );
  const grades = Object.entries(answers).flatMap(([name, { perGrade }]) =>
    perGrade.map(({ grade, support, predicted, precision, recall, specificity }) => [
      name,
      grade,
      support,
      predicted,
      precision,
      recall,
      specificity,
    ]),
  );
  const names = Object.keys(answers);
  return [
    { name: 'figures', columns: [answer, figure, value, low, high], rows: [...means, ...own] },
    { name: 'grades', columns: [answer, 'grade', 'support', 'predicted', 'precision', 'recall', 'specificity'], rows: grades },
    {
      name: 'hips',
      columns: ['subject', 'visit', 'side', ...names.flatMap((name) => [`${name} truth`, `${name} grade`, `${name} presence`])],
      rows: rows.map(({ subject, visit, side, truth, grade, probabilities }) => [
        subject,
        visit,
        side,
        ...names.flatMap((name) => [truth[name] ?? '', grade[name] ?? '', 1 - (probabilities[name]?.[0] ?? Number.NaN)]),
      ]),
    },
  ];
}

/** Numbers in full. A cell that a spreadsheet would take for a formula starts with an apostrophe. */
export function csvOf({ columns, rows }: Table): string {
  const cell = (content: string | number): string => {
    const text =
      typeof content === 'number' ? (Number.isNaN(content) ? '' : String(content)) : content.replace(/^(?=[=+@-])/, "'");
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `${[columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** Numbers with three digits. */
export function markdownOf({ columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return `${[line(columns), line(columns.map(() => '---')), ...rows.map((row) => line(row.map(shortened)))].join('\n')}\n`;
}

/** For the package booktabs. */
export function latexOf({ columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `${cells.map(latexText).join(' & ')} \\\\`;
  const body = [line(columns), '\\midrule', ...rows.map((row) => line(row.map(shortened)))].join('\n');
  return `\\begin{tabular}{${'l'.repeat(columns.length)}}\n\\toprule\n${body}\n\\bottomrule\n\\end{tabular}\n`;
}

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

function latexText(text: string): string {
  return text.replaceAll(/[\\&%$#_{}~^]/g, (sign) => LATEX[sign] ?? `\\${sign}`);
}

function shortened(cell: string | number): string {
  if (typeof cell === 'string') return cell;
  if (Number.isNaN(cell)) return '–';
  return Number.isInteger(cell) ? String(cell) : cell.toFixed(3);
}
