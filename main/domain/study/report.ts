// An exported report: which hips it holds, in which files.

import { z } from 'zod';
import { FailureSchema } from '../failure.ts';

export const REPORT_FORMATS = ['pdf', 'json', 'csv', 'dicom-sr'] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

export const ReportFormatSchema = z.enum(REPORT_FORMATS);

export const ReportFileSchema = z.object({ name: z.string(), format: ReportFormatSchema, bytes: z.number(), path: z.string() });

/** A hip that the report leaves out, with the reason. */
export const LeftOutHipSchema = z.object({ hipId: z.string(), failure: FailureSchema });

export const ReportSchema = z.object({
  reportId: z.string(),
  files: z.array(ReportFileSchema),
  hips: z.number(),
  left: z.array(LeftOutHipSchema),
  createdAt: z.string(),
});

export type Report = z.infer<typeof ReportSchema>;
