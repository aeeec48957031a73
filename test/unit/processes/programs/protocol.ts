// The calls between the test of `calls.ts` and its child.

import { z } from 'zod';
import type { CallProtocol } from '../../../../main/processes/calls.ts';

const CALL = z.object({
  behaviour: z.enum(['double', 'refuse', 'throw', 'die', 'babble', 'lie', 'stop-when-asked', 'never-stop']),
});

export type ChildCall = z.infer<typeof CALL>;

export const CHILD_PROTOCOL: CallProtocol<ChildCall, number> = { call: CALL, event: z.number() };
