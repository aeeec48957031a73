// The workstation as one web-standard function: a Request in, a Response out. Every host serves this and nothing else.

import { onError, ORPCError } from '@orpc/server';
import { BodyLimitPlugin, RPCHandler } from '@orpc/server/fetch';
import { RPC_PREFIX } from '../contract/byte-routes.ts';
import { answerBytes, type ByteServices } from './byte-responses.ts';
import type { Environment } from './environment.ts';
import type { Router } from './router.ts';

/** Room for the ids of every hip of a large study; files travel elsewhere. */
const LARGEST_QUESTION_BYTES = 16 * 1024 * 1024;

export type WebHandler = (request: Request) => Promise<Response>;

/** Procedures under `/rpc`, bytes under `/bytes`, 404 for the rest. Unknown errors go to the environment's sink and nowhere else. */
export function webHandler(environment: Environment, router: Router, services: ByteServices): WebHandler {
  const rpc = new RPCHandler(router, {
    plugins: [new BodyLimitPlugin({ maxBodySize: LARGEST_QUESTION_BYTES })],
    interceptors: [
      onError((error) => {
        if (!(error instanceof ORPCError) || error.code === 'INTERNAL_SERVER_ERROR')
          environment.errors.report(error, 'procedure');
      }),
    ],
  });
  return async (request) => {
    try {
      const { pathname } = new URL(request.url);
      if (!pathname.startsWith(`${RPC_PREFIX}/`)) return (await answerBytes(request, services)) ?? notFound();
      // Only its own requests: the limit on their size takes hold of the body.
      const { matched, response } = await rpc.handle(request, { prefix: RPC_PREFIX });
      return matched ? response : notFound();
    } catch (error) {
      environment.errors.report(error, 'request');
      return Response.json({ code: 'unexpected', message: 'An error in the program; the log has the details.' }, { status: 500 });
    }
  };
}

function notFound(): Response {
  return Response.json({ message: 'Not found' }, { status: 404 });
}
