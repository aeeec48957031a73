// De-identifies one file: checks its pixels for text, covers the text on request, and removes the identity.

import { success, type Failure, type Result } from '../../domain/failure.ts';
import { checkBurnedIn, type BurnedInCheck } from '../burned-in/check-burned-in.ts';
import type { DeidentifyOptions } from './actions.ts';
import { deidentify, type Deidentified } from './deidentify.ts';
import { deidentificationKey } from './key.ts';

export interface DeidentifyFileOrder {
  readonly secret: string;
  readonly options: DeidentifyOptions;
  /** Cover what looks like text. */
  readonly redact: boolean;
}

export interface DeidentifiedFile extends Deidentified {
  /** Text found in the pixels, or the failure if they cannot be checked, as in colour images. */
  readonly look: Result<BurnedInCheck>;
  readonly redacted: boolean;
}

/** Fails if the file cannot be read or its identity cannot be separated from the rest. */
export async function deidentifyFile(file: Uint8Array, order: DeidentifyFileOrder): Promise<Result<DeidentifiedFile>> {
  const look = await checkBurnedIn(file);
  const redact = order.redact && look.ok ? look.value.lines : [];
  const clean = await deidentify(file, deidentificationKey(order.secret), { ...order.options, redact });
  return clean.ok ? success({ ...clean.value, look, redacted: redact.length > 0 }) : clean;
}

/** Returns what a person must still check before sharing the copy. Null if nothing is suspected. */
export function textWarning({ look, redacted, burnedIn }: DeidentifiedFile): Failure | null {
  const warning = (message: string): Failure => ({ code: 'text-suspected', message });
  if (redacted) return null;
  if (!look.ok) {
    return warning(`The image could not be checked for text (${look.failure.code}). Look at it before you share it.`);
  }
  if (look.value.lines.length > 0) {
    return warning(
      `${look.value.lines.length} lines in the image look like text and may name a person. Cover them with --redact, or look at the image before you share it.`,
    );
  }
  return burnedIn
    ? warning(
        'The file states that text is burned into the image, but none was found near the border. Look at the image before you share it.',
      )
    : null;
}
