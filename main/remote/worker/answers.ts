// The answers of a worker, as JSON. A refusal is one of the program's failures, and never names a path of this machine.

import type { z } from 'zod';
import type { FailureCode } from '../../domain/failure.ts';
import type { RefusalSchema } from '../protocol.ts';
import { toWire } from '../wire-json.ts';

const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' };

export function answer(value: unknown, status = 200): Response {
  return new Response(toWire(value), { status, headers: HEADERS });
}

export function refusal(status: number, code: FailureCode, message: string, missing?: readonly string[]): Response {
  const body: z.infer<typeof RefusalSchema> = { code, message, ...(missing === undefined ? {} : { missing: [...missing] }) };
  return answer(body, status);
}
