// Expected errors are values: a code from this table and a message that says what was expected, what came and what to do.

import { z } from 'zod';

export const FAILURE_CODES = [
  'file-not-found',
  'file-unreadable',
  'left-out',
  'folder-not-writable',
  'disk-full',
  'not-dicom',
  'dicom-truncated',
  'dicom-malformed',
  'no-pixel-data',
  'not-a-radiograph',
  'transfer-syntax-unsupported',
  'colour-image',
  'multi-frame',
  'spacing-unknown',
  'spacing-anisotropic',
  'spacing-implausible',
  'image-too-large',
  'picture-malformed',
  'archive-malformed',
  'archive-encrypted',
  'archive-too-large',
  'upload-too-large',
  'cohort-malformed',
  'landmarks-missing',
  'landmarks-malformed',
  'landmarks-count',
  'landmarks-off-image',
  'landmarks-implausible',
  'landmarks-unused',
  'hip-replaced',
  'wrong-joint',
  'unusual-view',
  'side-contradicted',
  'film-lying',
  'grade-doubtful',
  'numbering-ambiguous',
  'model-not-found',
  'model-malformed',
  'model-weak',
  'export-differs',
  'engine-unavailable',
  'out-of-memory',
  'labels-malformed',
  'labels-line',
  'labels-out-of-range',
  'labels-conflict',
  'labels-duplicate',
  'labels-kept',
  'labels-unmatched',
  'mapping-malformed',
  'split-malformed',
  'split-line',
  'split-leak',
  'person-unclear',
  'recipe-malformed',
  'training-diverged',
  'run-exists',
  'study-not-found',
  'study-exists',
  'study-busy',
  'study-closed',
  'study-damaged',
  'study-newer',
  'study-foreign',
  'study-read-only',
  'object-damaged',
  'key-withheld',
  'key-damaged',
  'text-suspected',
  'hip-not-found',
  'measurement-not-found',
  'not-graded',
  'stopped',
  'bad-request',
  'not-allowed',
  'process-ended',
  'unexpected',
] as const;

export type FailureCode = (typeof FAILURE_CODES)[number];

export const FailureCodeSchema = z.enum(FAILURE_CODES);

export const FailureSchema = z.object({
  code: FailureCodeSchema,
  /** One or two plain sentences for a clinician. Never holds a patient's name. */
  message: z.string(),
});

export type Failure = Readonly<z.infer<typeof FailureSchema>>;

/** What does not keep a film or a hip from coming in, or is meant to stay out. */
const NO_REFUSALS: ReadonlySet<FailureCode> = new Set([
  'left-out',
  'hip-replaced',
  'grade-doubtful',
  'text-suspected',
  'labels-unmatched', // the labels are kept
  'key-withheld', // the films come in, under new pseudonyms
]);

/** Whether something that the user wanted did not come in. */
export function isRefusal({ code }: Failure): boolean {
  return !NO_REFUSALS.has(code);
}

/** What is wrong with one file of many. */
export const FileProblemSchema = z.object({ file: z.string(), failure: FailureSchema });

export type FileProblem = Readonly<z.infer<typeof FileProblemSchema>>;

/** The outcome of work that may fail in an expected way. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** The schema of a result whose value has this schema. */
export const resultOf = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value }),
    z.object({ ok: z.literal(false), failure: FailureSchema }),
  ]);

export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failed(code: FailureCode, message: string): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { code, message } };
}

/** Carries a failure through code that can only throw, such as async iterators and callbacks. The nearest edge unwraps it. */
export class FailureError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.name = 'FailureError';
    this.failure = failure;
  }
}

/** Returns the value, or throws a `FailureError`. */
export function valueOrThrow<T>(result: Result<T>): T {
  if (!result.ok) throw new FailureError(result.failure);
  return result.value;
}
