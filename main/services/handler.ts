// The workstation as one web-standard function: a Request in, a Response out. Every host serves this function.

import { onError, ORPCError } from '@orpc/server';
import { BodyLimitPlugin, RPCHandler } from '@orpc/server/fetch';
import { RPC_PREFIX } from '../contract/byte-routes.ts';
import { failed } from '../domain/failure.ts';
import { answerBytes, type ByteServices } from './byte-responses.ts';
import type { Environment } from './environment.ts';
import type { Router } from './router.ts';
import { servicesText } from './text.ts';

/** Enough for the ids of every hip of a large study. Files are sent under `/bytes`. */
const LARGEST_REQUEST_BYTES = 16 * 1024 * 1024;

export type WebHandler = (request: Request) => Promise<Response>;

/** Serves procedures under `/rpc`, bytes under `/bytes`, and 404 for the rest. Unexpected errors go only to the environment's log. */
export function webHandler(environment: Environment, router: Router, services: ByteServices): WebHandler {
  const rpc = new RPCHandler(router, {
    plugins: [new BodyLimitPlugin({ maxBodySize: LARGEST_REQUEST_BYTES })],
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
      // Only requests under /rpc reach this, because the size limit wraps the body.
      const { matched, response } = await rpc.handle(request, { prefix: RPC_PREFIX });
      return matched ? response : notFound();
    } catch (error) {
      environment.errors.report(error, 'request');
      return Response.json(failed('unexpected', servicesText.program.unexpected).failure, { status: 500 });
    }
  };
}

function notFound(): Response {
  return Response.json({ message: servicesText.program.notFound }, { status: 404 });
}
