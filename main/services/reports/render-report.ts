// Renders a report in the requested formats.

import type { ReportFormat } from '../../domain/study/report.ts';
import { failed, FailureError } from '../../domain/failure.ts';
import type { ModelCard } from '../../inference/model-card.ts';
import { kneeReportModel, type ReportKnee } from '../../report/knee-report-model.ts';
import { reportModel, type GradedHipForReport, type ReportContext } from '../../report/report-model.ts';
import type { Environment } from '../environment.ts';
import { installedModels, sameModel, type ModelIdentity } from '../../learning/grading/installed-models.ts';
import { servicesText } from '../text.ts';

/** What a report is on: hips or knees. */
export type ReportedJoints = { readonly hips: readonly GradedHipForReport[] } | { readonly knees: readonly ReportKnee[] };

export type RenderOrder = ReportedJoints & RenderDetails;

interface RenderDetails {
  readonly model: ModelIdentity;
  /** The card to print if the model is not installed. */
  readonly card?: ModelCard | undefined;
  readonly createdAt: Date;
  readonly formats: readonly ReportFormat[];
  /** The number of pages that the PDF names: its own, unless it is the beginning of a longer one. */
  readonly pages?: number;
}

export interface RenderedFile {
  readonly name: string;
  readonly format: ReportFormat;
  readonly bytes: Uint8Array;
}

interface RenderedReport {
  readonly files: readonly RenderedFile[];
  /** The subjects whose names the PDF prints partly as numbers, because no font has their letters. */
  readonly namesInNumbers: number;
}

/** Renders the report. A renderer is loaded when its format is first needed. */
export async function renderReport(environment: Environment, order: RenderOrder): Promise<RenderedReport> {
  const card = (await installedModels(environment)).find((model) => sameModel(model, order.model))?.card ?? order.card;
  if (card === undefined) throw new FailureError(failed('model-not-found', servicesText.report.modelNotInstalled).failure);
  const { createdAt } = order;
  const context = { model: card, softwareVersion: environment.version, createdAt };
  const bytesOf = 'knees' in order ? kneeBytes(order, context) : hipBytes(order, context);
  const stem = `osteograde-report-${createdAt.toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-')}`;
  const files: RenderedFile[] = [];
  const formats = new Set(order.formats);
  for (const format of formats) files.push(...namedFiles(stem, format, await bytesOf(format)));
  const namesInNumbers = formats.has('pdf')
    ? (await import('../../report/pdf/names-on-page.ts')).countNamesInNumbers(
        'knees' in order ? order.knees : order.hips.map(named),
      )
    : 0;
  return { files, namesInNumbers };
}

/** Files of one format. Only a format that needs several numbers them. */
function namedFiles(stem: string, format: ReportFormat, contents: readonly Uint8Array[]): RenderedFile[] {
  const ending = format === 'dicom-sr' ? 'dcm' : format;
  const digits = String(contents.length).length;
  return contents.map((bytes, index) => {
    const number = contents.length === 1 ? '' : `-${String(index + 1).padStart(digits, '0')}`;
    return { name: `${stem}${number}.${ending}`, format, bytes };
  });
}

function named({ hip, reading }: GradedHipForReport) {
  return { hip, reader: reading?.reader ?? null };
}

type Joints<Key extends 'hips' | 'knees'> = Extract<ReportedJoints, Record<Key, unknown>> & Pick<RenderDetails, 'pages'>;

/** Returns the files of a format: one, but for structured reports. */
type Render = (format: ReportFormat) => Promise<readonly Uint8Array[]>;

function hipBytes({ hips, pages }: Joints<'hips'>, context: ReportContext): Render {
  const report = reportModel(hips, context);
  return async (format) => {
    switch (format) {
      case 'pdf':
        return [await (await import('../../report/pdf/render-pdf.ts')).renderPdf(report, pages)];
      case 'json':
        return [Buffer.from((await import('../../report/render-json.ts')).renderJson(report))];
      case 'csv':
        return [Buffer.from((await import('../../report/render-csv.ts')).renderCsv(report))];
      case 'dicom-sr': {
        const { statedHip } = await import('../../report/structured/stated-hip.ts');
        const stated = report.hips.map((hip) => statedHip(hip, report.model));
        return (await import('../../report/structured/render-structured.ts')).renderStructured(stated, report);
      }
    }
  };
}

function kneeBytes({ knees, pages }: Joints<'knees'>, context: ReportContext): Render {
  const report = kneeReportModel(knees, context);
  return async (format) => {
    switch (format) {
      case 'pdf':
        return [await (await import('../../report/pdf/render-knee-pdf.ts')).renderKneePdf(report, pages)];
      case 'json':
        return [Buffer.from((await import('../../report/render-knee-report.ts')).renderKneeReportJson(report))];
      case 'csv':
        return [Buffer.from((await import('../../report/render-knee-report.ts')).renderKneeReportCsv(report))];
      case 'dicom-sr': {
        const { statedKnee } = await import('../../report/structured/stated-knee.ts');
        const stated = report.knees.map((knee) => statedKnee(knee, report.model));
        return (await import('../../report/structured/render-structured.ts')).renderStructured(stated, report);
      }
    }
  };
}
