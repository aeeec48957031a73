// The header and footer of every page: the notice, the hip, and the origin of the page.

import type { ReportHip, ReportModel } from '../report-model.ts';
import type { Wording } from '../text/wording.ts';
import { wholeName } from './whole-name.ts';
import { CONTENT, INK, PAGE, type Sheet } from './paper.ts';
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
    line(sheet, wording.facts.edges(edgeWidthMm.toFixed(1)), right, { size: 7, colour: INK.quiet, align: 'right' });
  }
  line(sheet, wording.hip[hip.hip.side], { x: CONTENT.left, y: 54, width: 170 }, { size: 23, weight: 'semibold' });
  const { facts } = wording;
  const source = facts.spacingSource[hip.spacing.source];
  const columns: [label: string, value: string, width: number][] = [
    [facts.subject, hip.hip.subject, 96],
    [facts.visit, hip.hip.visit || facts.noVisit, 64],
    [facts.date, wording.day(report.createdAt), 88],
    [facts.spacing, `${hip.spacing.mm.toFixed(3)} mm, ${source}`, 118],
  ];
  const gap = 10;
  let x = CONTENT.right - columns.reduce((sum, [, , width]) => sum + width, 0) - gap * (columns.length - 1);
  for (const [label, value, width] of columns) {
    const shownLabel = sheet.letters.cover(value) ? label : facts.asNumbers(label);
    line(sheet, shownLabel, { x, y: 57, width }, { size: 7, colour: INK.quiet });
    wholeName(sheet, value, { x, y: 68, width, height: 21 }, { size: 8.5, weight: 'medium' });
    x += width + gap;
  }
  rule(sheet, 90);
}

export function drawFooter(
  sheet: Sheet,
  { report, hip, wording, page }: { report: ReportModel; hip: ReportHip; wording: Wording; page: number },
): void {
  const y = PAGE.height - 34;
  const style = { size: 6.8, colour: INK.quiet };
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
  line(
    sheet,
    wording.footer.page(page, report.hips.length),
    { x: CONTENT.right - 80, y, width: 80 },
    { ...style, align: 'right' },
  );
}
