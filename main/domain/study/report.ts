// An exported report: which hips it holds, in which files.

import { z } from 'zod';
import { FailureSchema } from '../failure.ts';

export const REPORT_FORMATS = ['pdf', 'json', 'csv'] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

export const ReportFormatSchema = z.enum(REPORT_FORMATS);

export const ReportSchema = z.object({
  reportId: z.string(),
  files: z.array(z.object({ name: z.string(), format: ReportFormatSchema, bytes: z.number(), path: z.string() })),
  hips: z.number(),
  /** Hips left out, each with its reason. */
  left: z.array(z.object({ hipId: z.string(), failure: FailureSchema })),
  createdAt: z.string(),
});

export type Report = z.infer<typeof ReportSchema>;
