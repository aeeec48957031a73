// The messages of calls between two processes. Every message is parsed on both sides, because the two sides can be of different versions
// and a dying process may send anything.

import { z } from 'zod';
import { FailureSchema } from '../domain/failure.ts';

/** The schemas of what is asked and of what is reported meanwhile. Both sides share one protocol. */
export interface CallProtocol<Call, Event> {
  readonly call: z.ZodType<Call>;
  readonly event: z.ZodType<Event>;
}

export const RequestSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), id: z.number(), call: z.unknown() }),
  z.object({ kind: z.literal('stop'), id: z.number() }),
]);

export const AnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('event'), id: z.number(), event: z.unknown() }),
  /** Confirms that the process has read the request to stop. */
  z.object({ kind: z.literal('stopping'), id: z.number() }),
  z.object({ kind: z.literal('value'), id: z.number(), value: z.unknown() }),
  z.object({ kind: z.literal('failure'), id: z.number(), failure: FailureSchema }),
  z.object({ kind: z.literal('fault'), id: z.number(), message: z.string(), stack: z.string() }),
]);

export type Request = z.infer<typeof RequestSchema>;
export type Answer = z.infer<typeof AnswerSchema>;
