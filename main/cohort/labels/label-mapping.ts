// How the columns of a table become labels. Known tables have a built-in mapping; for another table the user makes one and saves it.

import { z } from 'zod';
import { failed, success, type Result } from '../../domain/failure.ts';
import { NOT_GRADABLE_REASONS } from '../../domain/grade.ts';
import { SideSchema } from '../../domain/hip.ts';
import { LabelNameSchema } from '../../domain/label.ts';
import { labelText } from '../text/labels.ts';

/** A column's cell, or the same value in every row. */
const ColumnOrValue = z.union([z.object({ column: z.string() }), z.object({ value: z.string() })]);

const Binding = z.object({
  column: z.string(),
  name: LabelNameSchema,
  kind: z.enum(['graded', 'binary']),
  /** For a column that belongs to one side or one visit. */
  side: SideSchema.optional(),
  visit: z.string().optional(),
  /** What some cells mean, such as `mild` 1. Looked up first. */
  values: z.record(z.string(), z.union([z.number(), z.enum(['missing', ...NOT_GRADABLE_REASONS])])).optional(),
});

export const LabelMappingSchema = z.object({
  name: z.string().min(1),
  cohort: ColumnOrValue,
  subject: z.object({ column: z.string() }),
  /** Null if every label column has a visit of its own. */
  visit: ColumnOrValue.nullable(),
  side: z.object({ column: z.string() }).nullable(),
  /** The column that names what each row grades. Null or absent if every row grades all labels. */
  finding: z.object({ column: z.string() }).nullish(),
  labels: z.array(Binding).min(1),
  /** Other columns that the user picked to keep. A column that nobody picked is not imported. */
  keep: z.array(z.string()).optional(),
});

export type LabelMapping = z.infer<typeof LabelMappingSchema>;
export type LabelBinding = z.infer<typeof Binding>;

/** A mapping from the text of a preset. */
export function parseMapping(text: string): Result<LabelMapping> {
  try {
    return success(LabelMappingSchema.parse(JSON.parse(text.replace(/^\uFEFF/, ''))));
  } catch (error) {
    if (error instanceof SyntaxError) return failed('mapping-malformed', labelText.mapping.notJson);
    if (!(error instanceof z.ZodError)) throw error;
    const [issue] = error.issues;
    const path = issue === undefined || issue.path.length === 0 ? labelText.mapping.topLevel : issue.path.join('.');
    return failed('mapping-malformed', labelText.mapping.malformed(path, issue?.message ?? labelText.mapping.unknownReason));
  }
}
