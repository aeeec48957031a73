// The report on paper: one A4 page per hip. The same report has the same bytes.

import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { english } from '../text/english.ts';
import type { ReportHip, ReportModel } from '../report-model.ts';
import type { Wording } from '../text/wording.ts';
import { printedAnswers } from './answers.ts';
import { drawFigures } from './figures.ts';
import { drawFooter, drawHeader } from './frame.ts';
import { drawMeasured } from './measured.ts';
import { drawModelNotes } from './model-notes.ts';
import { namesOnPage } from './names-on-page.ts';
import { openSheet } from './open-sheet.ts';
import type { Sheet } from './paper.ts';
import { drawPanels } from './panels.ts';
import { drawTable } from './table.ts';
import { drawWarnings } from './warnings.ts';

/**
 * Returns the PDF's bytes. Fonts are embedded. The date comes from the report, never from the clock. `pages` is the number that each page
 * names, which is higher for the beginning of a longer report.
 */
export async function renderPdf(report: ReportModel, pages = report.hips.length): Promise<Uint8Array> {
  const wording = english;
  const sheet = await openSheet({
    pdfVersion: '1.7',
    lang: wording.language,
    displayTitle: true,
    info: {
      Title: `${wording.byKind[report.hips[0]?.kind ?? 'grades'].title} - ${wording.notice}`,
      Author: wording.product,
      Creator: wording.footer.software(report.softwareVersion),
      Producer: wording.footer.software(report.softwareVersion),
      CreationDate: report.createdAt,
      ModDate: report.createdAt,
    },
  });
  const chunks: Uint8Array[] = [];
  sheet.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  const finished = once(sheet, 'end');
  for (const [index, hip] of report.hips.entries()) {
    sheet.addPage();
    sheet.outline.addItem([hip.hip.subject, hip.hip.visit, wording.hip[hip.hip.side]].filter(Boolean).join(', '));
    drawHeader(sheet, { report, hip, wording });
    const page = { hip, answers: printedAnswers(hip, wording), wording };
    drawFigures(sheet, page);
    const panelsEnd = drawPanels(sheet, page);
    const tableEnd = drawTable(sheet, page, panelsEnd + 12);
    const warningsEnd = drawWarnings(sheet, [...hip.warnings, ...letterWarnings(sheet, hip, wording)], tableEnd);
    const measuredEnd = drawMeasured(sheet, hip.measurements, { top: warningsEnd, wording });
    drawModelNotes(sheet, { report, kind: hip.kind, answers: page.answers, wording }, measuredEnd + 10);
    drawFooter(sheet, { report, hip, wording, page: { number: index + 1, of: pages } });
    await setImmediate(); // a page takes a few tenths of a second, so let a server answer other requests
  }
  sheet.end();
  await finished;
  return new Uint8Array(Buffer.concat(chunks));
}

function letterWarnings(sheet: Sheet, hip: ReportHip, { lettersAsNumbers }: Wording): readonly { readonly message: string }[] {
  return namesOnPage(hip).every((name) => sheet.letters.cover(name)) ? [] : [{ message: lettersAsNumbers }];
}
