// Every table as CSV, Markdown and LaTeX, and every figure as SVG, PDF and PNG, by the name of its file.

import { drawFigure } from './draw-figure.ts';
import type { Figure } from './figure.ts';
import { pdfOf } from './pdf.ts';
import { pngOf } from './png.ts';
import { svgOf } from './svg.ts';
import { openTextWidth } from './text-width.ts';
import { csvOf, latexOf, markdownOf, type Table } from './table.ts';

export interface Printed {
  readonly tables: readonly Table[];
  readonly figures: readonly Figure[];
  /** Stands in the PDF files. */
  readonly createdAt: Date;
}

export async function printedFiles({ tables, figures, createdAt }: Printed): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const files = new Map<string, string | Uint8Array>();
  for (const table of tables) {
    files.set(`${table.name}.csv`, csvOf(table));
    files.set(`${table.name}.md`, markdownOf(table));
    files.set(`${table.name}.tex`, latexOf(table));
  }
  const widthOf = openTextWidth();
  for (const figure of figures) {
    const drawing = drawFigure(figure, widthOf);
    files.set(`${figure.name}.svg`, svgOf(drawing));
    files.set(`${figure.name}.pdf`, await pdfOf(drawing, createdAt));
    files.set(`${figure.name}.png`, await pngOf(drawing));
  }
  return files;
}
