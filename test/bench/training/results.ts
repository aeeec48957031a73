// Stores the results of a bench as JSON lines, so that an interrupted bench can resume.

import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Results<T> {
  readonly all: () => readonly T[];
  readonly add: (result: T) => void;
}

/** The lines of `results.jsonl` in the folder. */
export function openResults<T>(folder: string): Results<T> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'results.jsonl');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  const kept = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T); // written below
  return {
    all: () => kept,
    add: (result) => {
      kept.push(result);
      appendFileSync(path, `${JSON.stringify(result)}\n`);
    },
  };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation of the population that the values are drawn from. */
function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(1, values.length - 1));
}

/** In the papers' format: .586 +- .012. */
export function meanAndDeviation(values: readonly number[]): string {
  const short = (value: number): string => value.toFixed(3).replace(/^(-?)0\./, '$1.');
  return values.length > 1 ? `${short(mean(values))} +- ${short(deviation(values))}` : short(values[0] ?? Number.NaN);
}

/** A Markdown table. Every row must be as long as the header. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
