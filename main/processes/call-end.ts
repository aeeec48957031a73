// Why a call got no answer, and the failure that this is.

import { failed, type Failure } from '../domain/failure.ts';
import type { ProcessEnd } from './process-channel.ts';
import { processesText } from './text.ts';

/** Why a call got no answer. */
export type CallEnd =
  | ProcessEnd
  /** It took longer than it may, so its process was killed. */
  | { readonly kind: 'time'; readonly seconds: number }
  /** It was stopped: before its turn came, or by killing the process that did not stop by itself. */
  | { readonly kind: 'stopped' };

/** The sentences for the ends that say something is wrong. */
export interface EndSentences {
  readonly memory: (megabytes: number) => string;
  readonly time: (seconds: number) => string;
  readonly died: (reason: string) => string;
}

/** `out-of-memory`, `stopped`, or `process-ended`. */
export function endFailure(end: CallEnd, sentences: EndSentences): Failure {
  switch (end.kind) {
    case 'memory':
      return failed('out-of-memory', sentences.memory(end.megabytes)).failure;
    case 'time':
      return failed('process-ended', sentences.time(end.seconds)).failure;
    case 'died':
      return failed('process-ended', sentences.died(end.reason)).failure;
    case 'stopped':
      return failed('stopped', processesText.stopped).failure;
  }
}
