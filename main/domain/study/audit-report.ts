// What an audit of a study's data found, and what to do about it.

import { z } from 'zod';

/** Something an audit found, with what to do about it. */
const FindingSchema = z.object({
  audit: z.string(),
  /** `blocks` stops a training. */
  severity: z.enum(['blocks', 'warning', 'note']),
  message: z.string(),
  count: z.number(),
  /** A few subjects, hips or files by their name in the study. */
  examples: z.array(z.string()),
  remedy: z.string(),
});

export const AuditReportSchema = z.object({
  /** What matters most first. */
  findings: z.array(FindingSchema),
  /** How many things were looked at. */
  audits: z.number(),
});

export type AuditReport = z.infer<typeof AuditReportSchema>;
export type AuditFinding = AuditReport['findings'][number];
