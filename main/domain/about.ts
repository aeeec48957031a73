// What this program is and what it runs on: its version, its models, its training engines.

import { z } from 'zod';

export const EngineSchema = z.object({
  name: z.string(),
  available: z.boolean(),
  reason: z.string(),
  version: z.string().nullable(),
  device: z.string().nullable(),
  threads: z.number().nullable(),
  gflops: z.number().nullable(),
  chosen: z.boolean(),
});

/** The newest entries of the program's log. It names no patient. */
export const ProgramLogSchema = z.object({ path: z.string(), lines: z.array(z.string()) });

export const AboutSchema = z.object({
  version: z.string(),
  host: z.enum(['desktop', 'server', 'cli']),
  node: z.string(),
  inference: z.object({ runtime: z.string(), device: z.string() }),
  models: z.array(z.object({ name: z.string(), version: z.string(), description: z.string(), limits: z.string() })),
  /** Where reports and studies are written by default. */
  home: z.string(),
});
