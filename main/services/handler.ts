// The workstation as one web-standard function: a Request in, a Response out. Every host serves this function.

import { onError, ORPCError } from '@orpc/server';
import { BodyLimitPlugin, RPCHandler } from '@orpc/server/fetch';
import { RPC_PREFIX, studyRoute } from '../contract/byte-routes.ts';
import { failed } from '../domain/failure.ts';
import { answerStudyBytes, answerUpload, type ByteServices } from './byte-responses.ts';
import type { Environment } from './environment.ts';
import type { Routers } from './router.ts';
import { servicesText } from './text.ts';

/** Enough for the ids of every hip of a large study. Files are sent under `/bytes`. */
const LARGEST_REQUEST_BYTES = 16 * 1024 * 1024;

export type WebHandler = (request: Request) => Promise<Response>;

/**
 * Serves the workstation's procedures under `/rpc`, a study's procedures and bytes under its own address, uploads under `/bytes`, and 404
 * for the rest. Unexpected errors go only to the environment's log.
 */
export function webHandler(environment: Environment, routers: Routers, services: ByteServices): WebHandler {
  const plugins = [new BodyLimitPlugin({ maxBodySize: LARGEST_REQUEST_BYTES })];
  const report = (error: unknown): void => {
    if (!(error instanceof ORPCError) || error.code === 'INTERNAL_SERVER_ERROR') environment.errors.report(error, 'procedure');
  };
  // Around the procedures only: a request that cannot be parsed is the sender's fault, and its errors quote the sender's text.
  const workstation = new RPCHandler(routers.workstation, { plugins, clientInterceptors: [onError(report)] });
  const study = new RPCHandler(routers.study, { plugins, clientInterceptors: [onError(report)] });
  return async (request) => {
    try {
      // Only requests for procedures reach the handlers, because the size limit wraps the body.
      const { pathname } = new URL(request.url);
      if (pathname.startsWith(`${RPC_PREFIX}/`)) return responseOf(await workstation.handle(request, { prefix: RPC_PREFIX }));
      const address = STUDY_ADDRESS.exec(pathname);
      const [, studyId = '', area = ''] = address ?? [];
      if (area === 'rpc') {
        const context = { session: services.sessions.withId(studyId) };
        return responseOf(await study.handle(request, { prefix: `${studyRoute(studyId)}${RPC_PREFIX}`, context }));
      }
      const bytes = area === 'bytes' ? answerStudyBytes(request, studyId, services) : answerUpload(request, services);
      return (await bytes) ?? notFound();
    } catch (error) {
      environment.errors.report(error, 'request');
      return Response.json(failed('unexpected', servicesText.program.unexpected).failure, { status: 500 });
    }
  };
}

/** The address of a study, then `rpc` or `bytes`. */
const STUDY_ADDRESS = /^\/studies\/([\w-]+)\/(rpc|bytes)\//;

function responseOf({ response }: { readonly response?: Response | undefined }): Response {
  return response ?? notFound();
}

function notFound(): Response {
  return Response.json({ message: servicesText.program.notFound }, { status: 404 });
}
