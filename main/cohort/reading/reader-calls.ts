// What an import asks of a reader process. Every call is about one file, or about files that are asked for again one by one if it fails.

import { z } from 'zod';
import { HipSchema, SideSchema } from '../../domain/hip.ts';
import { LABEL_NAMES, LabelValueSchema, type LabelledJoint } from '../../domain/label.ts';
import { FailureSchema } from '../../domain/failure.ts';
import { NumberingSchema } from '../../domain/landmark-table.ts';
import { SplitPartSchema } from '../../domain/study/split.ts';
import type { CallProtocol } from '../../processes/call-messages.ts';
import { LabelMappingSchema } from '../labels/label-mapping.ts';
import { FilmGroundSchema } from '../sources/look-at-file.ts';
import { SourceFileSchema } from '../sources/source-file.ts';

const file = SourceFileSchema;

const FilmPointsSchema = z.object({ image: file, points: z.array(file).readonly(), ground: FilmGroundSchema.nullable() });

/** A film with its points. */
export type FilmPoints = Readonly<z.infer<typeof FilmPointsSchema>>;

const PrepareOrderSchema = z.object({
  kind: z.enum(['dicom', 'picture']),
  /** The file's base name. */
  name: z.string(),
  points: z.array(file).readonly(),
  /** Used if the file has no spacing, or whatever it has if `correctsSpacing`. */
  spacingMm: z.number().nullable(),
  correctsSpacing: z.boolean(),
  /** Used if the points fit both numberings. */
  numbering: NumberingSchema.nullable(),
  /** Set for a picture that shows a single joint, such as one from a class folder. */
  whole: z.object({ subject: z.string(), side: SideSchema }).nullable(),
  /** Where the film's packed pixels are written. */
  draft: z.string(),
});

/** What is known of a film before it is prepared. */
export type PrepareOrder = Readonly<z.infer<typeof PrepareOrderSchema>>;

/** A hip of a cohort file. */
export const CohortHipSchema = HipSchema.extend({ cohort: z.string() });

const ReaderCallSchema = z.discriminatedUnion('kind', [
  /** A folder inside the folder that the user chose. */
  z.object({ kind: z.literal('list-folder'), folder: z.string(), chosen: z.string() }),
  z.object({ kind: z.literal('list-archive'), file }),
  z.object({ kind: z.literal('list-dicomdir'), file }),
  z.object({ kind: z.literal('look'), files: z.array(file).readonly() }),
  /** Points beside films that the user named, or those in the place that the user names. */
  z.object({ kind: z.literal('list-points'), images: z.array(z.string()).readonly(), landmarks: z.string().nullable() }),
  z.object({ kind: z.literal('check-points'), films: z.array(FilmPointsSchema).readonly() }),
  z.object({
    kind: z.literal('read-table'),
    file,
    presets: z.array(LabelMappingSchema).readonly(),
    /** Columns that the user picked to keep. */
    keep: z.array(z.string()).readonly(),
  }),
  z.object({ kind: z.literal('read-split'), file }),
  z.object({ kind: z.literal('list-cohort'), file }),
  z.object({ kind: z.literal('show-mirrored'), file, right: HipSchema }),
  z.object({ kind: z.literal('show-numbering'), file, points: file }),
  z.object({ kind: z.literal('digest'), file }),
  z.object({ kind: z.literal('prepare'), file, order: PrepareOrderSchema }),
  z.object({ kind: z.literal('crop'), file, hip: CohortHipSchema, mirrored: z.boolean() }),
]);

export type ReaderCall = Readonly<z.infer<typeof ReaderCallSchema>>;

/** Events are parts of a list that is too long for one message. The caller of each kind parses their items. */
export type ListPart = readonly unknown[];

export const READER_PROTOCOL: CallProtocol<ReaderCall, ListPart> = {
  call: ReaderCallSchema,
  event: z.array(z.unknown()).readonly(),
};

/** Whether the points of a film fit both numberings. */
export const CheckedPointsSchema = z.object({ ambiguous: z.boolean() });

export type CheckedPoints = Readonly<z.infer<typeof CheckedPointsSchema>>;

const LabelledJointSchema: z.ZodType<LabelledJoint> = HipSchema.extend({
  cohort: z.string(),
  labels: z.partialRecord(z.enum(LABEL_NAMES), LabelValueSchema),
  metadata: z.record(z.string(), z.string()),
});

/** One line of a label table: a joint, or what is wrong. */
export const TableItemSchema = z.union([LabelledJointSchema, FailureSchema]);

const ColumnsSchema = z.array(z.string()).readonly();

export const TableSummarySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('read'),
    sha256: z.string(),
    mapping: LabelMappingSchema,
    /** Columns that are not imported, and which of them look like a person's identity. */
    others: z.object({ columns: ColumnsSchema, identifying: ColumnsSchema }),
  }),
  /** Nobody has said what the columns are. `rows` are the first few. */
  z.object({
    kind: z.literal('unbound'),
    columns: ColumnsSchema,
    rows: z.array(z.record(z.string(), z.string())).readonly(),
    /** The columns that look like a person's identity. */
    identifying: ColumnsSchema,
    failure: FailureSchema,
  }),
]);

export type TableSummary = Readonly<z.infer<typeof TableSummarySchema>>;

/** One line of a split: a subject with its part, or what is wrong. */
export const SplitItemSchema = z.union([z.tuple([z.string(), SplitPartSchema]), FailureSchema]);
