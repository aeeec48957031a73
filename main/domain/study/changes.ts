// The reader's changes that can be undone and done again, and the settings of reading.

import { z } from 'zod';
import { COLOUR_MAPS } from '../colour-map.ts';
import { QuadrantLabelSchema } from '../grade.ts';
import { HEATMAP_SCORES } from '../grading.ts';
import { MeasurementSchema } from '../measure/measurement.ts';
import { QuadrantSchema } from '../quadrant.ts';
import { KneeLabelSchema } from './knee-case.ts';

export const HEAT_DRAWN = ['colours', 'lines'] as const;

/** What the screens of a study keep: how evidence is drawn, and whether the next hip opens when the last quadrant is read. */
export const ReadingSettingsSchema = z.object({
  autoAdvance: z.boolean().default(false),
  heat: z
    .object({
      score: z.enum(HEATMAP_SCORES).default('at-least-1'),
      /** 0 to 1. */
      opacity: z.number().min(0).max(1).default(0.65),
      /** A study may have kept a map that is no longer offered. */
      map: z.enum(COLOUR_MAPS).default('inferno').catch('inferno'),
      /** Evidence below this share of its maximum is not drawn. 0 to 1. */
      threshold: z.number().min(0).max(1).default(0),
      /** As colours over the film, or as lines that leave it in sight. */
      drawn: z.enum(HEAT_DRAWN).default('colours'),
    })
    .prefault({}),
});

export type ReadingSettings = z.infer<typeof ReadingSettingsSchema>;

const changeId = { changeId: z.number(), at: z.string() };

/** One change. `before` and `after` are null if nothing was there. */
export const ChangeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('reading'),
    ...changeId,
    hipId: z.string(),
    /** The quadrants that changed. */
    before: z.partialRecord(QuadrantSchema, QuadrantLabelSchema),
    after: z.partialRecord(QuadrantSchema, QuadrantLabelSchema),
  }),
  z.object({ kind: z.literal('knee-reading'), ...changeId, hipId: z.string(), before: KneeLabelSchema, after: KneeLabelSchema }),
  z.object({
    kind: z.literal('measurement'),
    ...changeId,
    hipId: z.string(),
    /** Null before the measurement was made, and after it was removed. */
    before: MeasurementSchema.nullable(),
    after: MeasurementSchema.nullable(),
  }),
  z.object({ kind: z.literal('model'), ...changeId, before: z.string().nullable(), after: z.string().nullable() }),
  z.object({ kind: z.literal('split'), ...changeId, before: z.string().nullable(), after: z.string().nullable() }),
  /** Saved filters, as the stored text. */
  z.object({ kind: z.literal('filters'), ...changeId, before: z.string().nullable(), after: z.string().nullable() }),
  z.object({
    kind: z.literal('reading-settings'),
    ...changeId,
    before: ReadingSettingsSchema.nullable(),
    after: ReadingSettingsSchema.nullable(),
  }),
]);

export const UndoableSchema = z.object({ undo: ChangeSchema.nullable(), redo: ChangeSchema.nullable() });

export type UndoableChange = z.infer<typeof ChangeSchema>;
export type Undoable = z.infer<typeof UndoableSchema>;
