// What one file is, from its first bytes: its kind, and the header of a film.

import { basename } from 'node:path';
import { z } from 'zod';
import { isKneeFilm, otherThanAdultHip, otherThanAdultKnee } from '../../dicom/adult-hip.ts';
import type { RadiographHeader } from '../../dicom/header.ts';
import { SpacingSourceSchema } from '../../domain/film/spacing.ts';
import { otherKindOfImage } from '../../dicom/pixels/other-image.ts';
import { imageRefusal } from '../../dicom/pixels/stored-pixels.ts';
import { pixelSpacingOf } from '../../dicom/spacing/pixel-spacing.ts';
import { FILM_HEAD_BYTES, headerOfHead } from '../../dicom/read-head.ts';
import { failed, FailureSchema, success, type Failure, type Result } from '../../domain/failure.ts';
import { PatientSchema } from '../../domain/person/mention.ts';
import { sourceText } from '../text/sources.ts';
import { FileKindSchema, HEAD_BYTES, kindOfFile } from './file-kind.ts';
import { foreignFormat } from './foreign-format.ts';
import { headOfSource, type SourceFile } from './source-file.ts';

/** The image on which points are placed. */
export const FilmGroundSchema = z.union([
  z.literal('spacing-unknown'),
  z.object({ width: z.number(), height: z.number(), spacingMm: z.number(), spacingSource: SpacingSourceSchema }),
]);

const FilmHeadSchema = z.object({
  subject: z.string(),
  visit: z.string(),
  patient: PatientSchema,
  ground: FilmGroundSchema,
  /** Why the image cannot be a radiograph of an adult's hip. Null if the header allows it. */
  refusal: FailureSchema.nullable(),
});

/** What the header of a film says. */
type FilmHead = Readonly<z.infer<typeof FilmHeadSchema>>;

export const LookSchema = z.object({
  kind: FileKindSchema,
  /** Null for everything but DICOM, and for a header that cannot be read. */
  film: FilmHeadSchema.nullable(),
  /** Why a file of the kind `other` is not read. Null for every other kind. */
  unread: FailureSchema.nullable(),
});

export type Look = Readonly<z.infer<typeof LookSchema>>;

export async function lookAtFile(file: SourceFile): Promise<Result<Look>> {
  const whole = await headOfSource(file, FILM_HEAD_BYTES);
  if (!whole.ok) return whole;
  const head = whole.value.subarray(0, HEAD_BYTES);
  const kind = kindOfFile(basename(file.location), head);
  if (kind !== 'dicom' && kind !== 'other') return success({ kind, film: null, unread: null });
  const found = headerOfHead(whole.value);
  // A film whose pixels are missing cannot come in, so it is named before the import and not after.
  if (found?.pixelsEnd !== undefined && found.pixelsEnd !== null && found.pixelsEnd > file.size && file.size > 0) {
    const { failure } = failed('dicom-truncated', sourceText.file.cutOff(basename(file.location)));
    return success({ kind: 'other', film: null, unread: failure });
  }
  const header = found?.header ?? null;
  const unread = kind === 'other' ? whyUnread(file, head) : null;
  return success({ kind, film: header === null ? null : filmHead(header), unread });
}

function filmHead(header: RadiographHeader): FilmHead {
  const { subject, visit, patient, columns: width, rows: height } = header;
  const refusal =
    otherKindOfImage(header) ??
    imageRefusal(header) ??
    (isKneeFilm(header) ? otherThanAdultKnee(header) : otherThanAdultHip(header));
  const spacing = pixelSpacingOf(header);
  if (!spacing.ok) return { subject, visit, patient, refusal, ground: 'spacing-unknown' };
  const { spacingMm, spacingSource } = spacing.value;
  const ground = { width, height, spacingMm, spacingSource };
  return { subject, visit, patient, refusal, ground };
}

/** Names that only radiographs have: their endings, DICOM's unique identifiers, and the numbered files of a medium. */
const NAME_OF_RADIOGRAPH = /\.(?:dcm|dicom|dic|ima|png|jpe?g)$|^[\d.]{8,}$|^(?:im|img|image|i|dx|cr)[-_]?\d+$/i;
const NAME_WITHOUT_ENDING = /^[^.]+$|\.(?:csv|tsv|txt)$/i;

/** The code is `left-out` unless the file may be what the user wants. */
function whyUnread({ location, size }: SourceFile, head: Uint8Array): Failure {
  const name = basename(location);
  const { file } = sourceText;
  const wanted = NAME_OF_RADIOGRAPH.test(name);
  if (size === 0 && (wanted || NAME_WITHOUT_ENDING.test(name))) return failed('not-dicom', file.empty(name)).failure;
  const foreign = foreignFormat(name, head);
  switch (foreign?.what) {
    case 'picture':
      return failed('picture-malformed', file.foreignPicture(name, foreign.format)).failure;
    case 'archive':
      return failed('archive-malformed', file.foreignArchive(name, foreign.format)).failure;
    case 'table':
      return failed('labels-malformed', file.foreignTable(name, foreign.format)).failure;
    case 'document':
    case undefined:
      if (!wanted) return failed('left-out', file.notRead(name)).failure;
      return failed(/\.(?:png|jpe?g)$/i.test(name) ? 'picture-malformed' : 'not-dicom', file.notARadiograph(name)).failure;
  }
}
