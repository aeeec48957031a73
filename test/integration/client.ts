// Calls the workstation's handler as the interface does.

import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import type { contract } from '../../main/contract/contract.ts';
import type { Progress } from '../../main/domain/study/job.ts';

export type Client = ContractRouterClient<typeof contract>;

export function clientOf(origin: string, send: (request: Request) => Promise<Response>): Client {
  return createORPCClient(new RPCLink({ url: `${origin}/rpc`, fetch: (request, init) => send(new Request(request, init)) }));
}

/** Follows a job and returns its last progress. */
export async function lastOf(progress: AsyncIterable<Progress>): Promise<Progress> {
  let last: Progress | undefined;
  for await (const step of progress) last = step;
  if (last === undefined) throw new Error('The job reported no progress.');
  return last;
}

/** Returns the contract's failure code of a call, or 'none' if the call succeeds. */
export async function failureOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'none';
  } catch (error) {
    const data: unknown = error instanceof Error && 'data' in error ? error.data : undefined;
    return typeof data === 'object' && data !== null && 'code' in data ? String(data.code) : String(error);
  }
}
