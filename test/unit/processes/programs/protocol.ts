// The messages between the tests of `calls.ts` and `threads.ts` and their programs.

import { z } from 'zod';
import type { CallProtocol } from '../../../../main/processes/call-messages.ts';

const CALL = z.object({
  behaviour: z.enum([
    'double',
    'refuse',
    'throw',
    'die',
    'babble',
    'lie',
    'stop-when-asked',
    'save-when-asked',
    'never-stop',
    'loop',
    'compute',
    'hoard',
    'print-and-hoard',
  ]),
});

export type ChildCall = z.infer<typeof CALL>;

export const CHILD_PROTOCOL: CallProtocol<ChildCall, number> = { call: CALL, event: z.number() };

/** The tasks of the test of `threads.ts`. */
export const THREAD_TASK = z.object({
  behaviour: z.enum(['double', 'refuse', 'throw', 'die', 'hang', 'hoard', 'babble', 'lie', 'die-later']),
  numbers: z.instanceof(Float32Array),
});

export type ThreadTask = z.infer<typeof THREAD_TASK>;
