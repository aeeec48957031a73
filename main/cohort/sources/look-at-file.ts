// What one file is, from its first bytes: its kind, and the header of a film.

import { basename } from 'node:path';
import { z } from 'zod';
import type { RadiographHeader } from '../../dicom/header.ts';
import { SpacingSourceSchema } from '../../domain/radiograph.ts';
import { pixelSpacingOf } from '../../dicom/pixel-spacing.ts';
import { FILM_HEAD_BYTES, headerOfHead } from '../../dicom/read-head.ts';
import { success, type Result } from '../../domain/failure.ts';
import { PatientSchema } from '../../domain/person/mention.ts';
import { FileKindSchema, HEAD_BYTES, kindOfFile } from './file-kind.ts';
import { headOfSource, type SourceFile } from './source-file.ts';

/** The image on which points are placed. */
export const FilmGroundSchema = z.union([
  z.literal('spacing-unknown'),
  z.object({ width: z.number(), height: z.number(), spacingMm: z.number(), spacingSource: SpacingSourceSchema }),
]);

const FilmHeadSchema = z.object({ subject: z.string(), visit: z.string(), patient: PatientSchema, ground: FilmGroundSchema });

/** What the header of a film says. */
type FilmHead = Readonly<z.infer<typeof FilmHeadSchema>>;

export const LookSchema = z.object({
  kind: FileKindSchema,
  /** Null for everything but DICOM, and for a header that cannot be read. */
  film: FilmHeadSchema.nullable(),
});

export type Look = Readonly<z.infer<typeof LookSchema>>;

export async function lookAtFile(file: SourceFile): Promise<Result<Look>> {
  const head = await headOfSource(file, FILM_HEAD_BYTES);
  if (!head.ok) return head;
  const kind = kindOfFile(basename(file.location), head.value.subarray(0, HEAD_BYTES));
  if (kind !== 'dicom' && kind !== 'other') return success({ kind, film: null });
  const header = headerOfHead(head.value);
  return success({ kind, film: header === null ? null : filmHead(header) });
}

function filmHead(header: RadiographHeader): FilmHead {
  const { subject, visit, patient, columns: width, rows: height } = header;
  const spacing = pixelSpacingOf(header);
  const ground = spacing.ok ? { width, height, ...spacing.value } : 'spacing-unknown';
  return { subject, visit, patient, ground };
}
