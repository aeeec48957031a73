// The tasks that decode-pool.ts sends to its threads.

import type { DeidentifyFileOrder } from './deidentify/deidentify-file.ts';
import type { ReadOptions } from './read-radiograph.ts';

export type DecodeTask =
  | { readonly kind: 'read'; readonly file: Uint8Array; readonly options: ReadOptions }
  | { readonly kind: 'inspect' | 'burned-in'; readonly file: Uint8Array }
  | { readonly kind: 'deidentify'; readonly file: Uint8Array; readonly order: DeidentifyFileOrder };
