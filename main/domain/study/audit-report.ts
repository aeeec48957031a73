// What an audit of a study's data found, and what to do about it.

import { z } from 'zod';
import type { Immutable } from '../immutable.ts';

/** The audits of the data, which also run before a training. */
export const DATA_AUDITS = [
  'subject-leak',
  'duplicate-pictures',
  'laterality',
  'warnings',
  'label-range',
  'label-conflict',
  'label-gaps',
  'unlabelled',
  'landmarks',
  'split-coverage',
  'orphan-labels',
  'repeated-visits',
] as const;

export type DataAudit = (typeof DATA_AUDITS)[number];

/** The audits in the order in which they are shown: first whether the study still holds what was stored in it. */
export const AUDIT_NAMES = ['database', 'audit-chain', 'stored-pictures', 'saved-reports', ...DATA_AUDITS] as const;

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
  /** The number of recorded changes and the hash of the last one. Write them down to find out later whether the record was altered. */
  auditHead: z.object({ rows: z.number(), hash: z.string() }),
  /** How many stored pictures the study refers to, and how many were compared with their digest. */
  pictures: z.object({ referenced: z.number(), compared: z.number() }),
});

export type AuditReport = z.infer<typeof AuditReportSchema>;
export type AuditFinding = Immutable<z.infer<typeof AuditFindingSchema>>;
