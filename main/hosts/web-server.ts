// A web handler on a socket, with TLS if there is a certificate: proper requests only, few connections, and one line in the log for each
// refusal.

import { createServer as createHttpServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createRequestListener } from '@remix-run/node-fetch-server';
import { failed, success, type Result } from '../domain/failure.ts';
import type { Log } from '../files/error-log.ts';
import type { WebHandler } from '../services/handler.ts';
import { limitConnections } from './connections.ts';
import { answerMalformed, properRequests, type Edge } from './http-edge.ts';
import { openRefusalLog } from './refusal-log.ts';
import { secured } from './security-headers.ts';
import { serverText } from './text/server.ts';

export interface WebServerOptions {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** PEM. Undefined to serve without encryption. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer } | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** The longest pause within a request's body, and the longest time for all of it. A minute and five minutes if omitted. */
  readonly idleMs?: number | undefined;
  readonly bodyMs?: number | undefined;
  readonly log: Log;
  readonly now: () => Date;
}

export interface WebServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Serves until closed. Fails if the port is taken or the certificate cannot be used. */
export async function openWebServer(handler: WebHandler, options: WebServerOptions): Promise<Result<WebServer>> {
  const { host, port, tls, headers, idleMs = 60_000, bodyMs = 300_000, log, now } = options;
  const edge: Edge = { headers, idleMs, bodyMs, log: openRefusalLog((line) => log.note(line), now) };
  const listener = createRequestListener(async (request) => secured(await handler(request), headers), {
    onError: (error) => {
      log.report(error, 'request');
      return secured(new Response(serverText.edge.failed, { status: 500 }), headers);
    },
  });
  const created = createServer(tls, properRequests(listener, edge));
  if (!created.ok) return created;
  const server = created.value;
  answerMalformed(server, edge);
  limitConnections(server);
  const listening = await listen(server, host, port);
  return listening.ok ? success({ port: listening.value, close: () => closeServer(server) }) : listening;
}

/**
 * Node would end each request after five minutes, but uploads may take hours: `http-edge.ts` limits the bodies instead. It would also close a
 * connection five seconds after an answer, just when a busy client may send its next request on it. `connections.ts` limits the idle ones.
 */
const LIMITS: ServerOptions = { requestTimeout: 0, headersTimeout: 60_000, keepAliveTimeout: 60_000, requireHostHeader: false };

function createServer(tls: WebServerOptions['tls'], listener: RequestListener): Result<Server> {
  if (tls === undefined) return success(createHttpServer(LIMITS, listener));
  try {
    return success(createHttpsServer({ ...LIMITS, ...tls, minVersion: 'TLSv1.2', handshakeTimeout: 10_000 }, listener));
  } catch {
    return failed('file-unreadable', serverText.server.certificateUnusable);
  }
}

async function listen(server: Server, host: string, port: number): Promise<Result<number>> {
  const { promise, resolve } = Promise.withResolvers<Result<number>>();
  server.once('error', (error) => {
    const taken = 'code' in error && error.code === 'EADDRINUSE';
    resolve(failed('not-allowed', taken ? serverText.server.portTaken(port) : serverText.server.cannotListen(host, port)));
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a server that listens on a port has a TCP address
  server.listen(port, host, () => resolve(success((server.address() as AddressInfo).port)));
  return promise;
}

async function closeServer(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  return promise;
}
