// Writes the report as JSON for other programs.

import type { ReportHip, ReportModel } from './report-model.ts';
import { english } from './text/english.ts';

/** Returns indented JSON text. Images are only in the PDF. */
export function renderJson(report: ReportModel): string {
  const { model } = report;
  const content = {
    format: 'osteograde-report/1',
    notice: english.notice,
    createdAt: report.createdAt.toISOString(),
    software: { name: english.product, version: report.softwareVersion },
    model: {
      name: model.name,
      version: model.version,
      sha256: model.sha256,
      limits: model.limits,
      evidence: model.evidence ?? null,
    },
    hips: report.hips.map(hipContent),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function hipContent(reported: ReportHip): object {
  const { hip, spacing, quality, warnings, measurements, familiarity, reader, kind } = reported;
  const { subject, visit, side } = hip;
  const place = { subject, visit, side, spacing, quality, warnings, measurements, familiarity, kind, reader };
  switch (reported.kind) {
    case 'grades':
      return { ...place, globalProbability: reported.globalProbability, quadrants: reported.quadrants };
    case 'presence':
      return { ...place, quadrants: reported.quadrants };
    case 'findings':
      return { ...place, findings: reported.findings };
  }
}
