// Prints the times of repeated calls as a table of medians, percentiles and the worst.

export interface Timing {
  readonly kind: string;
  readonly milliseconds: readonly number[];
  /** Processor time of this process. Other work on the machine does not lengthen it. */
  readonly processor: readonly number[];
}

/** One line per kind. An asterisk marks kinds whose worst call reaches the limit. */
export function timingTable(timings: readonly Timing[], limitMs: number): string {
  const head = ['ms', 'n', 'median', '95th', '99th', 'worst', 'median processor', ''];
  const lines = timings.map(({ kind, milliseconds, processor }) => {
    const worst = Math.max(...milliseconds);
    const times = [at(milliseconds, 0.5), at(milliseconds, 0.95), at(milliseconds, 0.99), worst, at(processor, 0.5)];
    return [kind, String(milliseconds.length), ...times.map((time) => time.toFixed(1)), worst < limitMs ? '' : '*'];
  });
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column].length)));
  return [head, ...lines]
    .map((line) =>
      line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  '),
    )
    .join('\n');
}

/** The smallest value that at least this share of the values does not exceed. */
export function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
