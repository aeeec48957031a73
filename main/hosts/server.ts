// The workstation over HTTP: on loopback by default, always with a token, and with TLS on any other address.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { createRequestListener } from '@remix-run/node-fetch-server';
import { failed, success, type Result } from '../domain/failure.ts';
import type { Log } from '../files/error-log.ts';
import type { WebHandler } from '../services/handler.ts';
import { guarded, onlyUnder } from './access.ts';
import { limitConnections } from './connections.ts';
import { answerMalformed, properRequests, type Edge } from './http-edge.ts';
import { openRefusalLog } from './refusal-log.ts';
import { secured, SECURITY_HEADERS, TLS_SECURITY_HEADERS } from './security-headers.ts';
import { withInterface } from './static-files.ts';
import { serverText } from './text/server.ts';

export interface ServeOptions {
  /** 127.0.0.1 if omitted. */
  readonly host?: string | undefined;
  /** Any free port if omitted. */
  readonly port?: number | undefined;
  /** A fresh token if omitted. */
  readonly token?: string | undefined;
  readonly tls?: { readonly certificate: string; readonly key: string } | undefined;
  /** Other host names of the machine. */
  readonly names?: readonly string[] | undefined;
  /** The longest pause within a request's body, and the longest time for all of it. A minute and five minutes if omitted. */
  readonly idleMs?: number;
  readonly bodyMs?: number;
}

export interface RunningServer {
  /** The address with the token. Anyone who has it may use the workstation. */
  readonly address: string;
  readonly origin: string;
  readonly token: string;
  readonly close: () => Promise<void>;
}

export interface ServedWorkstation {
  readonly handler: WebHandler;
  readonly log: Log;
  readonly now: () => Date;
}

/** Visible characters that a header and an address can carry. */
const TOKEN = /^[\x21-\x7e]{16,512}$/;

/** Serves until closed. Fails if the port is taken, and without TLS on any address but loopback. */
export async function serve(workstation: ServedWorkstation, options: ServeOptions = {}): Promise<Result<RunningServer>> {
  const { host = '127.0.0.1', port = 0, token = randomBytes(32).toString('base64url') } = options;
  if (!isLoopback(host) && options.tls === undefined) {
    return failed('not-allowed', serverText.server.needsEncryption(host));
  }
  if (!TOKEN.test(token)) return failed('bad-request', serverText.server.weakToken);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return failed('bad-request', serverText.server.noPort);
  const created = createServer(options, workstation, token);
  if (!created.ok) return created;
  const server = created.value;
  const listening = await listen(server, host, port);
  if (!listening.ok) return listening;
  // A browser cannot open the address that stands for all addresses of the machine.
  const shown = ['0.0.0.0', '::'].includes(host) ? (options.names?.at(0) ?? hostname()) : host;
  const origin = `${options.tls === undefined ? 'http' : 'https'}://${shown.includes(':') ? `[${shown}]` : shown}:${listening.value}`;
  // Browsers send no fragment to a server, so the token reaches only the page.
  const address = `${origin}/sign-in#token=${encodeURIComponent(token)}`;
  return success({ origin, token, address, close: () => closeServer(server) });
}

/** True if only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return ['127.0.0.1', '::1', 'localhost'].includes(host);
}

function createServer(options: ServeOptions, { handler, log, now }: ServedWorkstation, token: string): Result<Server> {
  const { host = '127.0.0.1', names = [], tls, idleMs = 60_000, bodyMs = 300_000 } = options;
  const headers = tls === undefined || isLoopback(host) ? SECURITY_HEADERS : TLS_SECURITY_HEADERS;
  const edge: Edge = { headers, idleMs, bodyMs, log: openRefusalLog((line) => log.note(line), now) };
  const answer = onlyUnder(
    [...names.map((name) => name.toLowerCase()), host, 'localhost', hostname().toLowerCase()],
    withInterface(guarded(handler, { token, now })),
  );
  const listener = createRequestListener(async (request) => secured(await answer(request), headers), {
    onError: (error) => {
      log.report(error, 'request');
      return secured(new Response(serverText.edge.failed, { status: 500 }), headers);
    },
  });
  const server = createSecureServer(tls, properRequests(listener, edge));
  if (!server.ok) return server;
  answerMalformed(server.value, edge);
  limitConnections(server.value);
  return server;
}

/** Node would end each request after five minutes, but uploads may take hours. `http-edge.ts` limits the bodies instead. */
const LIMITS: ServerOptions = { requestTimeout: 0, headersTimeout: 60_000, requireHostHeader: false };

function createSecureServer(tls: ServeOptions['tls'], listener: RequestListener): Result<Server> {
  if (tls === undefined) return success(createHttpServer(LIMITS, listener));
  try {
    const [cert, key] = [readFileSync(tls.certificate), readFileSync(tls.key)];
    return success(createHttpsServer({ ...LIMITS, cert, key, minVersion: 'TLSv1.2', handshakeTimeout: 10_000 }, listener));
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
