// How the columns of a table become labels. What the known tables have built in, and what a user makes for another and keeps as a preset.

import { z } from 'zod';
import { failed, success, type Result } from '../../domain/failure.ts';
import { NOT_GRADABLE_REASONS } from '../../domain/grade.ts';
import { SideSchema } from '../../domain/hip.ts';
import { LabelNameSchema } from '../../domain/label.ts';

/** A column's cell, or the same for every row. */
const ColumnOrValue = z.union([z.object({ column: z.string() }), z.object({ value: z.string() })]);

const Binding = z.object({
  column: z.string(),
  name: LabelNameSchema,
  kind: z.enum(['graded', 'binary']),
  /** Where the column itself stands for a side or a visit. */
  side: SideSchema.optional(),
  visit: z.string().optional(),
  /** What some cells mean, such as `mild` 1. Looked up first. */
  values: z.record(z.string(), z.union([z.number(), z.enum(['missing', ...NOT_GRADABLE_REASONS])])).optional(),
});

export const LabelMappingSchema = z.object({
  name: z.string().min(1),
  cohort: ColumnOrValue,
  subject: z.object({ column: z.string() }),
  /** Null where every label column has its own. */
  visit: ColumnOrValue.nullable(),
  side: z.object({ column: z.string() }).nullable(),
  labels: z.array(Binding).min(1),
  /** Columns kept as written beside the labels; all others when left out. */
  metadata: z.array(z.string()).optional(),
});

export type LabelMapping = z.infer<typeof LabelMappingSchema>;
export type LabelBinding = z.infer<typeof Binding>;

/** A mapping from a preset's file. */
export function parseMapping(text: string): Result<LabelMapping> {
  try {
    return success(LabelMappingSchema.parse(JSON.parse(text)));
  } catch (error) {
    if (error instanceof SyntaxError)
      return failed('mapping-malformed', 'The label mapping is not JSON. Save it again from the import.');
    if (!(error instanceof z.ZodError)) throw error;
    const [{ path, message }] = error.issues;
    return failed(
      'mapping-malformed',
      `The label mapping is wrong at "${path.join('.') || 'its top'}": ${message}. Correct it, or make it anew in the import.`,
    );
  }
}
