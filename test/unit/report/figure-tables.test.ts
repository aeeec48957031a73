import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { csvOf, latexOf, markdownOf, type Table } from '../../../main/report/figures/table.ts';

const table: Table = {
  name: 'strategies',
  columns: ['strategy', 'mean kappa', 'hips'],
  rows: [
    ['masked, ρ = 5', { value: 0.58361234, low: 0.51, high: 0.64 }, 1000],
    ['dual_head|mil', { value: Number.NaN, low: Number.NaN, high: Number.NaN }, null],
    ['=cmd()', 0.5, 12],
  ],
};

describe('a table', () => {
  it('has every digit and a column for each end of an interval in CSV, and no formula', () => {
    expect(parse(csvOf(table))).toEqual([
      ['strategy', 'mean kappa', 'mean kappa low', 'mean kappa high', 'hips'],
      ['masked, ρ = 5', '0.58361234', '0.51', '0.64', '1000'],
      ['dual_head|mil', '', '', '', ''],
      ["'=cmd()", '0.5', '', '', '12'],
    ]);
  });

  it('shows intervals beside their values in Markdown', () => {
    expect(markdownOf(table)).toBe(
      [
        '| strategy | mean kappa | hips |',
        '| --- | ---: | ---: |',
        '| masked, ρ = 5 | 0.584 (0.510 to 0.640) | 1000 |',
        String.raw`| dual\_head\|mil |  |  |`,
        '| =cmd() | 0.500 | 12 |',
        '',
      ].join('\n'),
    );
  });

  it('escapes what LaTeX would read as a command', () => {
    const odd: Table = { name: 'odd', columns: ['a & b'], rows: [[String.raw`50% of \x_1 {#$^~}<>`]] };
    expect(latexOf(odd)).toContain(
      String.raw`50\% of \textbackslash{}x\_1 \{\#\$\textasciicircum{}\textasciitilde{}\}\textless{}\textgreater{} \\`,
    );
    expect(latexOf(odd)).toContain(String.raw`a \& b \\`);
    expect(latexOf(table)).toMatch(/^\\begin\{tabular\}\{lrr\}\n\\toprule/);
  });
});
