// The report on paper: one A4 page for each hip. The same report gives the same bytes.

import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { english } from '../text/english.ts';
import type { ReportModel } from '../report-model.ts';
import { printedAnswers } from './answers.ts';
import { FONT_WEIGHTS, fontFile } from './fonts.ts';
import { drawFigures } from './figures.ts';
import { drawFooter, drawHeader } from './frame.ts';
import { drawModelNotes } from './model-notes.ts';
import { drawPanels } from './panels.ts';
import { PAGE } from './sheet.ts';
import { drawTable } from './table.ts';

/** PDF bytes. Fonts are embedded; the date comes from the report, never from the clock. */
export async function renderPdf(report: ReportModel): Promise<Uint8Array> {
  // Loaded here because a font engine is a long wait for everyone who prints nothing.
  const { default: PDFDocument } = await import('pdfkit');
  const words = english;
  const sheet = new PDFDocument({
    size: [PAGE.width, PAGE.height],
    margin: 0,
    autoFirstPage: false,
    pdfVersion: '1.7',
    lang: words.language,
    displayTitle: true,
    info: {
      Title: `${words.of[report.hips[0]?.kind ?? 'grades'].title} - ${words.notice}`,
      Author: words.product,
      Creator: words.footer.software(report.softwareVersion),
      Producer: words.footer.software(report.softwareVersion),
      CreationDate: report.createdAt,
      ModDate: report.createdAt,
    },
  });
  const chunks: Uint8Array[] = [];
  sheet.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  const finished = once(sheet, 'end');
  for (const weight of FONT_WEIGHTS) sheet.registerFont(weight, fontFile(weight));
  for (const [index, hip] of report.hips.entries()) {
    sheet.addPage();
    sheet.outline.addItem([hip.hip.subject, hip.hip.visit, words.hip[hip.hip.side]].filter(Boolean).join(', '));
    drawHeader(sheet, { report, hip, words });
    const page = { hip, answers: printedAnswers(hip, words), words };
    drawFigures(sheet, page);
    const panelsEnd = drawPanels(sheet, page);
    const tableEnd = drawTable(sheet, page, panelsEnd + 16);
    drawModelNotes(sheet, { report, kind: hip.kind, words }, tableEnd + 12);
    drawFooter(sheet, { report, hip, words, page: index + 1 });
    await setImmediate(); // a page takes a few tenths of a second, and a server has others to answer meanwhile
  }
  sheet.end();
  await finished;
  return new Uint8Array(Buffer.concat(chunks));
}
