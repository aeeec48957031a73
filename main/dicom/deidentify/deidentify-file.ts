// All that is done to one file: looked at for text in its pixels, covered where that is asked for, and its identity taken out.

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
  /** What the pixels look like; the failure where they cannot be looked at, as in colour. */
  readonly look: Result<BurnedInCheck>;
  readonly redacted: boolean;
}

/** Fails where the file cannot be read, or identity cannot be told from the rest. */
export async function deidentifyFile(file: Uint8Array, order: DeidentifyFileOrder): Promise<Result<DeidentifiedFile>> {
  const look = await checkBurnedIn(file);
  const redact = order.redact && look.ok ? look.value.lines : [];
  const clean = await deidentify(file, deidentificationKey(order.secret), { ...order.options, redact });
  return clean.ok ? success({ ...clean.value, look, redacted: redact.length > 0 }) : clean;
}

/** What a person must still look at before the copy is given away; null where nothing is suspected. */
export function textWarning({ look, redacted, burnedIn }: DeidentifiedFile): Failure | null {
  const warning = (message: string): Failure => ({ code: 'text-suspected', message });
  if (redacted) return null;
  if (!look.ok) {
    return warning(
      `The pixels could not be looked at for text (${look.failure.code}). Look at the picture before giving it away.`,
    );
  }
  if (look.value.lines.length > 0) {
    return warning(
      `${look.value.lines.length} lines in the picture look like text and may name somebody. Cover them with --redact, or look at the picture before giving it away.`,
    );
  }
  return burnedIn
    ? warning(
        'The file says that text is burned into its picture, but none was found near the border. Look at the picture before giving it away.',
      )
    : null;
}
