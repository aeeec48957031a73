// The header and footer of every page: the notice, the hip, and the origin of the page.

import type { ReportHip, ReportModel } from '../report-model.ts';
import type { Wording } from '../text/wording.ts';
import { wholeName, type Box } from './whole-name.ts';
import { CONTENT, INK, PAGE, SMALL_PRINT, type Sheet } from './paper.ts';
import { widthOf } from './set-text.ts';
import { line, rule } from './sheet.ts';

const BAND = 26;

export function drawHeader(
  sheet: Sheet,
  { report, hip, wording }: { report: ReportModel; hip: ReportHip; wording: Wording },
): void {
  sheet.rect(0, 0, PAGE.width, BAND).fill(INK.text);
  const half = { y: 8.2, width: CONTENT.width / 2 };
  line(sheet, wording.notice, { ...half, x: CONTENT.left }, { size: 9, weight: 'semibold', colour: INK.paper });
  line(
    sheet,
    wording.product,
    { ...half, x: CONTENT.left + half.width },
    { size: 9, weight: 'medium', colour: INK.paper, align: 'right' },
  );
  line(sheet, wording.byKind[hip.kind].title, { x: CONTENT.left, y: 43, width: 190 }, { size: 8, colour: INK.quiet });
  const edgeWidthMm = hip.quality?.edgeWidthMm ?? null;
  if (edgeWidthMm !== null) {
    const right = { x: CONTENT.left + 200, y: 43, width: CONTENT.width - 200 };
    line(sheet, wording.facts.edges(edgeWidthMm.toFixed(1)), right, { size: SMALL_PRINT, colour: INK.quiet, align: 'right' });
  }
  line(sheet, wording.hip[hip.hip.side], { x: CONTENT.left, y: 54, width: 170 }, { size: 23, weight: 'semibold' });
  const { facts } = wording;
  const source = facts.spacingSource[hip.spacing.source];
  // The subject has a line of its own, because it may be long and is the only identity on the page.
  drawFact(sheet, [facts.subject, hip.hip.subject], { x: 162, y: 57, width: CONTENT.right - 162, height: 16 }, wording);
  const row = { y: 74, height: 14 };
  drawFact(sheet, [facts.visit, hip.hip.visit || facts.noVisit], { ...row, x: 162, width: 94 }, wording);
  drawFact(sheet, [facts.date, wording.day(report.createdAt)], { ...row, x: 264, width: 122 }, wording);
  const spacing = `${hip.spacing.mm.toFixed(3)} mm, ${source}`;
  drawFact(sheet, [facts.spacing, spacing], { ...row, x: 394, width: CONTENT.right - 394 }, wording);
  rule(sheet, 90);
}

/** Draws the label and the value on one line. */
function drawFact(sheet: Sheet, [label, value]: readonly [string, string], box: Box, { facts }: Wording): void {
  const shown = sheet.letters.cover(value) ? label : facts.asNumbers(label);
  const style = { size: SMALL_PRINT, colour: INK.quiet };
  const used = widthOf(sheet, shown, style) + 3;
  line(sheet, shown, { x: box.x, y: box.y + 1.4, width: box.width }, style);
  wholeName(sheet, value, { ...box, x: box.x + used, width: box.width - used }, { size: 8.5, weight: 'medium' });
}

export function drawFooter(
  sheet: Sheet,
  { report, hip, wording, page }: { report: ReportModel; hip: ReportHip; wording: Wording; page: { number: number; of: number } },
): void {
  const y = PAGE.height - 34;
  const style = { size: SMALL_PRINT, colour: INK.quiet };
  const { name, version, sha256 } = report.model;
  const origin = [wording.footer.software(report.softwareVersion), wording.footer.model(name, version, sha256)].join('   ');
  rule(sheet, y - 18);
  line(
    sheet,
    wording.byKind[hip.kind].noticeInFull,
    { x: CONTENT.left, y: y - 11, width: CONTENT.width },
    { ...style, weight: 'medium', colour: INK.text },
  );
  wholeName(sheet, origin, { x: CONTENT.left, y, width: CONTENT.width - 90, height: 24 }, style);
  line(sheet, wording.footer.page(page.number, page.of), { x: CONTENT.right - 80, y, width: 80 }, { ...style, align: 'right' });
}
