// A caller of the workstation's handler, as the interface calls it.

import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import type { contract } from '../../main/contract/contract.ts';
import type { Progress } from '../../main/domain/study/job.ts';

export type Client = ContractRouterClient<typeof contract>;

export function clientOf(origin: string, send: (request: Request) => Promise<Response>): Client {
  return createORPCClient(new RPCLink({ url: `${origin}/rpc`, fetch: (request, init) => send(new Request(request, init)) }));
}

/** Follows long work to its end. */
export async function lastOf(progress: AsyncIterable<Progress>): Promise<Progress> {
  let last: Progress | undefined;
  for await (const one of progress) last = one;
  if (last === undefined) throw new Error('No progress came.');
  return last;
}

/** The code of the contract's failure that a call ends in. */
export async function failureOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'none';
  } catch (error) {
    const data: unknown = error instanceof Error && 'data' in error ? error.data : undefined;
    return typeof data === 'object' && data !== null && 'code' in data ? String(data.code) : String(error);
  }
}
