// The report for other programs.

import { perQuadrant } from '../domain/quadrant.ts';
import type { ReportModel } from './report-model.ts';
import { english } from './text/english.ts';

/** JSON text, indented; pictures are left to the PDF. */
export function renderJson(report: ReportModel): string {
  const { model } = report;
  const content = {
    format: 'osteograde-report/1',
    notice: english.notice,
    createdAt: report.createdAt.toISOString(),
    software: { name: english.product, version: report.softwareVersion },
    model: { name: model.name, version: model.version, sha256: model.sha256, limits: model.limits },
    hips: report.hips.map(({ hip, quadrants, globalProbability, spacing, reader }) => ({
      subject: hip.subject,
      visit: hip.visit,
      side: hip.side,
      spacing,
      globalProbability,
      reader,
      quadrants: perQuadrant((quadrant) => {
        const { grade, probabilities, attentionInZone, peakInZone, attentionLow, reading } = quadrants[quadrant];
        return { grade, probabilities, attentionInZone, peakInZone, attentionLow, reading };
      }),
    })),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
