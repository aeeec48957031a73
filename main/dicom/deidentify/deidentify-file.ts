// De-identifies one file: checks its pixels for text, covers the text on request, and removes the identity.

import { z } from 'zod';
import { resultOf, success, type Failure, type Result } from '../../domain/failure.ts';
import type { Immutable } from '../../domain/immutable.ts';
import { BurnedInCheckSchema, checkBurnedIn } from '../burned-in/check-burned-in.ts';
import { dicomText } from '../text.ts';
import { DeidentifyOptionsSchema } from './actions.ts';
import { deidentify, DeidentifiedSchema } from './deidentify.ts';
import { deidentificationKey } from './key.ts';

export const DeidentifyFileOrderSchema = z.object({
  secret: z.string(),
  options: DeidentifyOptionsSchema,
  /** Covers lines that look like text. */
  redact: z.boolean(),
  /** Numbers whose pseudonyms an earlier version made without the issuer. */
  bareNumbers: z.array(z.string()).readonly().optional(),
});

export type DeidentifyFileOrder = Immutable<z.infer<typeof DeidentifyFileOrderSchema>>;

export const DeidentifiedFileSchema = DeidentifiedSchema.extend({
  /** Text found in the pixels, or the failure if they cannot be checked, as in colour images. */
  look: resultOf(BurnedInCheckSchema),
  redacted: z.boolean(),
});

export type DeidentifiedFile = Immutable<z.infer<typeof DeidentifiedFileSchema>>;

/** Fails if the file cannot be read or its identity cannot be separated from the rest. */
export async function deidentifyFile(file: Uint8Array, order: DeidentifyFileOrder): Promise<Result<DeidentifiedFile>> {
  const look = await checkBurnedIn(file);
  const redact = order.redact && look.ok ? look.value.lines : [];
  const clean = await deidentify(file, deidentificationKey(order.secret), {
    ...order.options,
    redact,
    bareNumbers: order.bareNumbers ?? [],
  });
  return clean.ok ? success({ ...clean.value, look, redacted: redact.length > 0 }) : clean;
}

/** Returns what a person must still check before sharing the copy. Null if nothing is suspected. */
export function textWarning({ look, redacted, burnedIn }: DeidentifiedFile): Failure | null {
  const warning = (message: string): Failure => ({ code: 'text-suspected', message });
  if (redacted) return null;
  if (!look.ok) {
    return warning(dicomText.burnedIn.notChecked(look.failure.code));
  }
  const count = look.value.lines.length;
  if (count > 0) {
    return warning(dicomText.burnedIn.linesFound(count));
  }
  return burnedIn ? warning(dicomText.burnedIn.flagOnly) : null;
}
