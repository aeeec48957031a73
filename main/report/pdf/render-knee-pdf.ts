// The report on knees on paper: one A4 page per knee. The same report has the same bytes.

import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { evidenceOver } from '../evidence-over.ts';
import { finalGrade, type KneeReportModel, type ReportKnee } from '../knee-report-model.ts';
import { colourJpeg, greyJpeg } from '../picture-jpeg.ts';
import { english } from '../text/english.ts';
import { kneeReportText as text } from '../text/knee.ts';
import { openSheet } from './open-sheet.ts';
import { CONTENT, INK, PAGE, SMALL_PRINT, type Sheet } from './paper.ts';
import { line, paragraph, paragraphHeight, rule } from './sheet.ts';
import { drawWarnings } from './warnings.ts';
import { wholeName } from './whole-name.ts';

const GAP = 14;
const EDGE = (CONTENT.width - GAP) / 2;
const FIGURES_TOP = 112;
/** The width of the names of the grades. */
const NAMES = 118;

/**
 * Returns the PDF's bytes. Fonts are embedded. The date comes from the report, never from the clock. `pages` is the number that each page
 * names, which is higher for the beginning of a longer report.
 */
export async function renderKneePdf(report: KneeReportModel, pages = report.knees.length): Promise<Uint8Array> {
  const software = english.footer.software(report.softwareVersion);
  const { createdAt } = report;
  const info = { Title: `${text.title} - ${english.notice}`, Author: english.product, Creator: software, Producer: software };
  const sheet = await openSheet({
    pdfVersion: '1.7',
    lang: english.language,
    displayTitle: true,
    info: { ...info, CreationDate: createdAt, ModDate: createdAt },
  });
  const chunks: Uint8Array[] = [];
  sheet.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  const finished = once(sheet, 'end');
  for (const [index, knee] of report.knees.entries()) {
    sheet.addPage();
    sheet.outline.addItem([knee.hip.subject, knee.hip.visit, text.side[knee.hip.side]].filter(Boolean).join(', '));
    drawHead(sheet, knee, report);
    const figuresEnd = drawFigures(sheet, knee);
    const gradesEnd = drawGrades(sheet, knee, figuresEnd + 18);
    const warningsEnd = drawWarnings(sheet, knee.warnings, gradesEnd);
    drawNotes(sheet, report, warningsEnd + 14);
    drawFoot(sheet, report, { number: index + 1, of: pages });
    await setImmediate(); // lets a server answer other requests
  }
  sheet.end();
  await finished;
  return new Uint8Array(Buffer.concat(chunks));
}

function drawHead(sheet: Sheet, { hip }: ReportKnee, { createdAt }: KneeReportModel): void {
  sheet.rect(0, 0, PAGE.width, 26).fill(INK.text);
  const band = { x: CONTENT.left, y: 8.2, width: CONTENT.width };
  line(sheet, english.notice, band, { size: 9, weight: 'semibold', colour: INK.paper });
  line(sheet, english.product, band, { size: 9, weight: 'medium', colour: INK.paper, align: 'right' });
  line(sheet, text.title, { x: CONTENT.left, y: 43, width: 300 }, { size: 8, colour: INK.quiet });
  line(sheet, text.side[hip.side], { x: CONTENT.left, y: 54, width: 190 }, { size: 23, weight: 'semibold' });
  const right = { x: CONTENT.left + 200, width: CONTENT.width - 200, height: 14 };
  wholeName(sheet, `${text.subject} ${hip.subject}`, { ...right, y: 57 }, { size: 9, weight: 'medium' });
  const visit = `${text.visit} ${hip.visit || text.noVisit}   ${text.date} ${english.day(createdAt)}`;
  wholeName(sheet, visit, { ...right, y: 72 }, { size: 8.5, colour: INK.quiet });
  rule(sheet, 90);
}

/** Draws the picture, and beside it the same with the evidence. Returns their lower end. */
function drawFigures(sheet: Sheet, { figure: { grey, evidence, size } }: ReportKnee): number {
  const scale = EDGE / Math.max(size.height, size.width);
  const [width, height] = [size.width * scale, size.height * scale];
  const pictures = [
    { caption: text.radiograph, image: greyJpeg(grey, size), x: CONTENT.left },
    { caption: text.evidence, image: colourJpeg(evidenceOver(grey, evidence), size), x: CONTENT.left + EDGE + GAP },
  ];
  for (const { caption, image, x } of pictures) {
    line(sheet, caption, { x, y: FIGURES_TOP - 14, width: EDGE }, { size: 8.5, weight: 'semibold' });
    sheet.image(Buffer.from(image), x, FIGURES_TOP, { width, height });
  }
  return FIGURES_TOP + height;
}

/** Draws the grades of model, reader and label, and the probabilities. Returns their lower end. */
function drawGrades(sheet: Sheet, knee: ReportKnee, top: number): number {
  const { grade, expected, reading, label, probabilities } = knee;
  const final = finalGrade(knee);
  const apart = reading.kind === 'graded' ? Math.abs(reading.grade - grade) : 0;
  const rows = [
    {
      name: text.final[reading.kind === 'missing' ? 'model' : 'reader'],
      value: final === null ? text.notGradable : text.grade(final),
    },
    { name: text.model, value: text.grade(grade), note: apart === 0 ? '' : text.differs(apart) },
    { name: text.expected, value: expected.toFixed(2) },
    ...(label === null ? [] : [{ name: text.label, value: text.grade(label) }]),
  ];
  rows.forEach(({ name, value, note = '' }, index) => {
    const y = top + index * 18;
    const [x, width] = [CONTENT.left + NAMES, EDGE - NAMES];
    line(sheet, name, { x: CONTENT.left, y: y + 1, width: NAMES }, { size: 9, colour: INK.quiet });
    line(sheet, value, { x, y, width }, { size: 10.5, weight: index === 0 ? 'semibold' : 'medium' });
    line(sheet, note, { x, y: y + 1, width }, { size: 9, weight: 'medium', colour: INK.warning, align: 'right' });
  });
  const left = CONTENT.left + EDGE + GAP;
  line(sheet, text.probabilities, { x: left, y: top + 1, width: EDGE }, { size: 8.5, weight: 'semibold' });
  probabilities.forEach((share, of) => {
    const y = top + 16 + of * 13;
    const bar = { x: left + 14, width: EDGE - 60 };
    line(sheet, String(of), { x: left, y, width: 12 }, { size: 8.5, tabular: true });
    sheet.rect(bar.x, y + 2, bar.width, 6).fill(INK.line);
    if (share > 0) sheet.rect(bar.x, y + 2, bar.width * share, 6).fill(INK.text);
    const percent = `${(100 * share).toFixed(0)}%`;
    line(sheet, percent, { x: left + EDGE - 40, y, width: 40 }, { size: 8.5, align: 'right', tabular: true });
  });
  return top + Math.max(rows.length * 18, 16 + probabilities.length * 13) + 4;
}

function drawNotes(sheet: Sheet, { model }: KneeReportModel, top: number): void {
  const style = { size: SMALL_PRINT, colour: INK.quiet };
  const figures = model.figures.slice(0, 4).map(({ name, value, data }) => `${name} ${value.toFixed(2)} (${data})`);
  const notes = [
    [text.aboutModel, [`${model.name} ${model.version}: ${model.description}`, model.training.data, ...figures].join('\n')],
    [text.limits, model.limits],
    ['', text.howToRead],
  ];
  let y = top;
  for (const [heading = '', words = ''] of notes) {
    if (heading !== '') line(sheet, heading, { x: CONTENT.left, y, width: CONTENT.width }, { size: 8, weight: 'semibold' });
    const start = heading === '' ? y : y + 12;
    const height = Math.min(paragraphHeight(sheet, words, CONTENT.width, style), Math.max(9, PAGE.height - 60 - start));
    paragraph(sheet, words, { x: CONTENT.left, y: start, width: CONTENT.width, height: height + 1 }, style);
    y = start + height + 8;
  }
}

function drawFoot(
  sheet: Sheet,
  { model, softwareVersion }: KneeReportModel,
  page: { readonly number: number; readonly of: number },
): void {
  const y = PAGE.height - 34;
  const style = { size: SMALL_PRINT, colour: INK.quiet };
  rule(sheet, y - 18);
  line(
    sheet,
    text.notice,
    { x: CONTENT.left, y: y - 11, width: CONTENT.width },
    { ...style, weight: 'medium', colour: INK.text },
  );
  const origin = `${english.footer.software(softwareVersion)}   ${english.footer.model(model.name, model.version, model.sha256)}`;
  wholeName(sheet, origin, { x: CONTENT.left, y, width: CONTENT.width - 90, height: 24 }, style);
  const place = { x: CONTENT.right - 80, y, width: 80 };
  line(sheet, english.footer.page(page.number, page.of), place, { ...style, align: 'right' });
}
