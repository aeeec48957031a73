// The only connection to the workstation: typed procedures over fetch, and the same procedures as queries.

import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { RPC_PREFIX } from '../../main/contract/byte-routes.ts';
import type { Access } from './access.ts';
import type { contract } from '../../main/contract/contract.ts';

export type Client = ContractRouterClient<typeof contract>;

/** Calls the procedures of the host that served the page. */
export function createClient(origin: string, access: Access): Client {
  return createORPCClient<Client>(new RPCLink({ url: `${origin}${RPC_PREFIX}`, fetch: access.fetch }));
}

/** Wraps the procedures as TanStack Query options and keys. */
export function createQueries(client: Client) {
  return createTanstackQueryUtils(client);
}

export type Queries = ReturnType<typeof createQueries>;
