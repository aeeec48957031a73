// A study in a few numbers, for the top bar and the list of studies.

import { z } from 'zod';

export const StudySummarySchema = z.object({
  /** Names the open study in addresses. */
  id: z.string(),
  name: z.string(),
  folder: z.string(),
  radiographs: z.number(),
  /** Hips and knees. */
  hips: z.number(),
  /** The knees among them. */
  knees: z.number(),
  subjects: z.number(),
  graded: z.number(),
  /** Hips whose four quadrants were read, and knees that were read. */
  read: z.number(),
  /** Hips of which some quadrants were read. */
  partlyRead: z.number(),
  /** True for the synthetic demo. */
  synthetic: z.boolean(),
  /** Why the study can only be read. Null if it can be changed. */
  readOnly: z.string().nullable(),
  /** What is damaged, if that is why the study can only be read and a backup may mend it. Null otherwise. */
  damage: z.string().nullable(),
  /** Why the last backup could not be made. Null if it was made. */
  backupFailure: z.string().nullable(),
});

export type StudySummary = z.infer<typeof StudySummarySchema>;

/** A study that was open before. */
export const RecentStudySchema = z.object({
  /** The id under which it was open. Empty if it was remembered by an older version. */
  id: z.string().default(''),
  name: z.string(),
  folder: z.string(),
  /** Whether it was open when the program last ran. */
  open: z.boolean().default(false),
});

export type RecentStudy = z.infer<typeof RecentStudySchema>;
