import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { drawFigure } from '../../../main/report/figures/draw-figure.ts';
import { unitAxis, type Chart, type Figure, type Series } from '../../../main/report/figures/figure.ts';
import { pdfOf } from '../../../main/report/figures/pdf.ts';
import { pngOf } from '../../../main/report/figures/png.ts';
import { printedFiles } from '../../../main/report/figures/printed-files.ts';
import { openTextWidth } from '../../../main/report/figures/text-width.ts';
import { svgOf } from '../../../main/report/figures/svg.ts';

const hasPoppler = spawnSync('pdftotext', ['-v']).error === undefined;
const AT = new Date('2026-11-27T10:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'osteograde-figures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const curve: Series = {
  name: 'masked <ρ> & more',
  as: 'dotted-line',
  values: [50, 100, 200, 400].map((x, at) => ({ x, y: 0.3 + 0.1 * at, low: 0.25 + 0.1 * at, high: 0.35 + 0.1 * at })),
};

function figureOf(chart: Partial<Chart> = {}): Figure {
  const axes = { x: { label: 'strong hips' }, y: { label: 'mean kappa' } };
  return { name: 'budget', title: 'Kappa over the budget', panels: [{ kind: 'chart', ...axes, series: [curve], ...chart }] };
}

const widthOf = openTextWidth();
const drawn = (chart: Partial<Chart> = {}) => drawFigure(figureOf(chart), widthOf);

describe('a figure', () => {
  it('keeps its words as text in SVG', () => {
    const two = [curve, { ...curve, name: 'strong-only' }];
    const svg = svgOf(drawn({ series: two }));
    for (const words of ['Kappa over the budget', 'strong hips', 'mean kappa', 'masked &lt;ρ&gt; &amp; more', 'strong-only'])
      expect(svg).toContain(`>${words}</text>`);
    expect(svg).not.toContain('NaN');
  });

  it('places each value in proportion, and its interval around it', () => {
    const series = [{ ...curve, as: 'line' as const }];
    const { marks } = drawn({ y: unitAxis('kappa'), x: { label: 'hips', low: 0, high: 400 }, series });
    const line = marks.find((mark) => mark.kind === 'line' && mark.points.length === 4);
    const band = marks.find((mark) => mark.kind === 'area' && mark.opacity !== undefined);
    if (line?.kind !== 'line' || band?.kind !== 'area') throw new Error('The line and its band are not drawn.');
    const [first, second, , last] = line.points;
    expect((last.x - first.x) / (second.x - first.x)).toBeCloseTo(350 / 50, 9);
    const heightOf = (share: number): number => (share * (first.y - last.y)) / 0.3;
    expect(band.points).toHaveLength(8);
    expect(first.y - band.points[0].y).toBeCloseTo(heightOf(0.05), 9);
    expect(band.points[7].y - first.y).toBeCloseTo(heightOf(0.05), 9);
  });

  it('leaves a gap in a line where a value is not defined', () => {
    const values = [0, 1, 2, 3, 4].map((x) => ({ x, y: x === 2 ? Number.NaN : 0.5 }));
    const { marks } = drawn({ series: [{ name: 'auc', as: 'line', values }] });
    const thick = marks.filter((mark) => mark.kind === 'line' && mark.width === 1.2);
    expect(thick.map((mark) => (mark.kind === 'line' ? mark.points.length : 0))).toEqual([2, 2]);
  });

  it('lets bars of several series stand beside one another', () => {
    const bars = ['first', 'second'].map((name): Series => ({
      name,
      as: 'bars',
      values: [
        { x: 0, y: 1 },
        { x: 1, y: 2 },
      ],
    }));
    const { marks } = drawn({ x: { label: 'strategy', names: ['masked', 'oracle'] }, series: bars });
    const boxes = marks.flatMap((mark) =>
      mark.kind === 'area' && mark.points.length === 4 ? [{ left: mark.points[0].x, right: mark.points[1].x }] : [],
    );
    const inOrder = boxes.slice(0, 4).toSorted((a, b) => a.left - b.left);
    for (const [at, box] of inOrder.slice(1).entries()) expect(box.left).toBeGreaterThan(inOrder[at].right);
  });

  it('stays inside its page and never draws what is no number, whatever it shows', () => {
    const value = fc.record({
      x: fc.double({ min: -1e6, max: 1e6 }),
      y: fc.double(),
      low: fc.double({ min: -10, max: 10 }),
      high: fc.double({ min: -10, max: 10 }),
    });
    const series = fc.record({
      name: fc.string(),
      as: fc.constantFrom('line', 'dotted-line', 'points', 'bars'),
      values: fc.array(value, { maxLength: 5 }),
    });
    fc.assert(
      fc.property(fc.array(series, { maxLength: 4 }), fc.boolean(), (all, log) => {
        const x = { label: 'x', scale: log ? 'log' : 'linear' } as const;
        const svg = svgOf(drawn({ x, series: log ? all.map(positive) : all }));
        expect(svg).not.toMatch(/="[^"]*(?:NaN|Infinity)/);
      }),
    );
  });

  it.skipIf(!hasPoppler)('becomes a PDF with embedded fonts and text that can be searched (needs poppler-utils)', async () => {
    const file = join(folder, 'budget.pdf');
    const named = { ...curve, name: 'masked 北京' };
    writeFileSync(file, await pdfOf(drawn({ series: [curve, named] }), AT));
    const words = run('pdftotext', ['-layout', file, '-']);
    for (const word of ['Kappa over the budget', 'strong hips', 'masked <ρ> & more', 'masked 北京'])
      expect(words).toContain(word);
    const fonts = run('pdffonts', [file]).trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThanOrEqual(3);
    for (const font of fonts) expect(font).toMatch(/yes yes yes/);
  });

  it('becomes a PNG of 300 pixels to the inch with the same letters', async () => {
    const drawing = drawn();
    const { width, height, data, channels } = decode(await pngOf(drawing));
    expect([width, height]).toEqual([drawing.width, drawing.height].map((edge) => Math.round((edge * 300) / 72)));
    const blank = { ...drawing, marks: drawing.marks.filter(({ kind }) => kind !== 'text') };
    const without = decode(await pngOf(blank)).data;
    const dark = (pixels: typeof data): number => pixels.filter((value, at) => at % channels === 0 && value < 100).length;
    expect(dark(data)).toBeGreaterThan(dark(without) + 2000);
  });

  it('is the same bytes each time', async () => {
    const files = async () => [...(await printedFiles({ tables: [], figures: [figureOf()], createdAt: AT }))];
    const [first, second] = [await files(), await files()];
    expect(first.map(([name]) => name)).toEqual(['budget.svg', 'budget.pdf', 'budget.png']);
    expect(second).toEqual(first);
  });
});

function positive<Drawn extends Series>(series: Drawn): Drawn {
  return { ...series, values: series.values.map((value) => ({ ...value, x: Math.abs(value.x) + 1 })) };
}

function run(program: string, args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8' });
}
