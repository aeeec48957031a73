// What stands around every page: the notice, whose hip it is, and where the page came from.

import type { ReportHip, ReportModel } from '../report-model.ts';
import type { Wording } from '../text/wording.ts';
import { CONTENT, INK, line, PAGE, rule, type Sheet } from './sheet.ts';

const BAND = 26;

export function drawHeader(sheet: Sheet, { report, hip, words }: { report: ReportModel; hip: ReportHip; words: Wording }): void {
  sheet.rect(0, 0, PAGE.width, BAND).fill(INK.text);
  const half = { y: 8.2, width: CONTENT.width / 2 };
  line(sheet, words.notice, { ...half, x: CONTENT.left }, { size: 9, weight: 'semibold', colour: INK.paper });
  line(
    sheet,
    words.product,
    { ...half, x: CONTENT.left + half.width },
    { size: 9, weight: 'medium', colour: INK.paper, align: 'right' },
  );
  line(sheet, words.of[hip.kind].title, { x: CONTENT.left, y: 43, width: 190 }, { size: 8, colour: INK.quiet });
  line(sheet, words.hip[hip.hip.side], { x: CONTENT.left, y: 54, width: 170 }, { size: 23, weight: 'semibold' });
  const { facts } = words;
  const source = facts.spacingSource[hip.spacing.source];
  const columns: [label: string, value: string, width: number][] = [
    [facts.subject, hip.hip.subject, 96],
    [facts.visit, hip.hip.visit || facts.noVisit, 64],
    [facts.date, words.day(report.createdAt), 88],
    [facts.spacing, `${hip.spacing.mm.toFixed(3)} mm, ${source}`, 118],
  ];
  const gap = 10;
  let x = CONTENT.right - columns.reduce((sum, [, , width]) => sum + width, 0) - gap * (columns.length - 1);
  for (const [label, value, width] of columns) {
    line(sheet, label, { x, y: 57, width }, { size: 7, colour: INK.quiet });
    line(sheet, value, { x, y: 68, width }, { size: 8.5, weight: 'medium' });
    x += width + gap;
  }
  rule(sheet, 90);
}

export function drawFooter(
  sheet: Sheet,
  { report, hip, words, page }: { report: ReportModel; hip: ReportHip; words: Wording; page: number },
): void {
  const y = PAGE.height - 34;
  const style = { size: 6.8, colour: INK.quiet };
  const { name, version, sha256 } = report.model;
  const origin = [words.footer.software(report.softwareVersion), words.footer.model(name, version, sha256)].join('   ');
  rule(sheet, y - 18);
  line(
    sheet,
    words.of[hip.kind].noticeInFull,
    { x: CONTENT.left, y: y - 11, width: CONTENT.width },
    { ...style, weight: 'medium', colour: INK.text },
  );
  line(sheet, origin, { x: CONTENT.left, y, width: CONTENT.width - 80 }, style);
  line(sheet, words.footer.page(page, report.hips.length), { x: CONTENT.right - 80, y, width: 80 }, { ...style, align: 'right' });
}
