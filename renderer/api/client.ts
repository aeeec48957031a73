// The only connection to the workstation: typed procedures over fetch, and the same procedures as queries.

import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { RPC_PREFIX, studyRoute, WORKSTATION_GROUPS } from '../../main/contract/byte-routes.ts';
import type { Access } from './access.ts';
import type { contract } from '../../main/contract/contract.ts';

export type Client = ContractRouterClient<typeof contract>;

/** Calls the procedures of the host that served the page. Without a study, only the workstation's own procedures can be called. */
export function createClient(origin: string, studyId: string | null, access: Access): Client {
  const url = (_options: unknown, path: readonly string[]): string => `${origin}${routeOf(path, studyId)}`;
  return createORPCClient<Client>(new RPCLink({ url, fetch: access.fetch }));
}

/** Returns the address below which a procedure is served. */
export function routeOf(path: readonly string[], studyId: string | null): string {
  const [group = ''] = path;
  if (WORKSTATION_GROUPS.includes(group)) return RPC_PREFIX;
  if (studyId === null) throw new Error(`${path.join('.')} was called without a study.`);
  return `${studyRoute(studyId)}${RPC_PREFIX}`;
}

/** Wraps the procedures as TanStack Query options and keys. */
export function createQueries(client: Client) {
  return createTanstackQueryUtils(client);
}

export type Queries = ReturnType<typeof createQueries>;
