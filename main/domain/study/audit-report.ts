// What an audit of a study's data found, and what to do about it.

import { z } from 'zod';
import type { Immutable } from '../immutable.ts';

/** The audits in the order in which they run and are shown. */
export const AUDIT_NAMES = [
  'subject-leak',
  'duplicate-pictures',
  'laterality',
  'label-range',
  'label-conflict',
  'label-gaps',
  'unlabelled',
  'landmarks',
  'split-coverage',
  'orphan-labels',
  'repeated-visits',
] as const;

export type AuditName = (typeof AUDIT_NAMES)[number];

/** `blocks` stops a training; check a `warning` before you train; a `note` is good to know. */
export const SEVERITIES = ['blocks', 'warning', 'note'] as const;

export type Severity = (typeof SEVERITIES)[number];

const AuditFindingSchema = z.object({
  audit: z.enum(AUDIT_NAMES),
  severity: z.enum(SEVERITIES),
  /** What was found, in a sentence. */
  message: z.string(),
  count: z.number(),
  /** A few subjects, hips or files by their name in the study. */
  examples: z.array(z.string()),
  remedy: z.string(),
});

export const AuditReportSchema = z.object({
  /** The most severe first. */
  findings: z.array(AuditFindingSchema),
  /** How many audits ran. */
  audits: z.number(),
});

export type AuditReport = z.infer<typeof AuditReportSchema>;
export type AuditFinding = Immutable<z.infer<typeof AuditFindingSchema>>;
