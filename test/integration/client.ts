// Calls the workstation's handler as a page does. A page shows one study, so the client turns to the study that it opened last.

import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { byteRoutes, RPC_PREFIX, studyRoute, type ByteRoutes } from '../../main/contract/byte-routes.ts';
import { workstationContract, type contract } from '../../main/contract/contract.ts';
import type { Progress } from '../../main/domain/study/job.ts';

export type Client = ContractRouterClient<typeof contract>;

export interface Page {
  readonly client: Client;
  /** The id of the study that the page shows. */
  readonly studyId: () => string;
  /** The addresses of that study's bytes. */
  readonly bytes: () => ByteRoutes;
}

/** A page at `origin`. It shows the study `studyId` until it opens another. */
export function pageOf(origin: string, send: (request: Request) => Promise<Response>, studyId = 'none'): Page {
  let study = studyId;
  const link = new RPCLink({
    url: (_options, [group = '']) =>
      `${origin}${Object.hasOwn(workstationContract, group) ? '' : studyRoute(study)}${RPC_PREFIX}`,
    fetch: async (request, init, _options, path) => {
      const response = await send(new Request(request, init));
      if (OPENING.has(path.join('.')) && response.ok) study = openedStudy(await response.clone().json()) ?? study;
      return response;
    },
  });
  return { client: createORPCClient(link), studyId: () => study, bytes: () => byteRoutes(study) };
}

/** The client of a page that shows no study yet. */
export function clientOf(origin: string, send: (request: Request) => Promise<Response>): Client {
  return pageOf(origin, send).client;
}

const OPENING = new Set(['studies.create', 'studies.open', 'studies.demo']);

/** The id in the answer of an opening procedure. */
function openedStudy(answer: { readonly json?: { readonly id?: string; readonly study?: { readonly id: string } } | null }) {
  return answer.json?.id ?? answer.json?.study?.id;
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
