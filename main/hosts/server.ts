// The workstation on HTTP: loopback unless told otherwise, a token always, TLS when not loopback.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { createRequestListener } from '@remix-run/node-fetch-server';
import { failed, success, type Result } from '../domain/failure.ts';
import type { WebHandler } from '../services/handler.ts';
import { guarded } from './access.ts';
import { secured } from './security-headers.ts';
import { withInterface } from './static-files.ts';

export interface ServeOptions {
  /** Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** Default: any free port. */
  readonly port?: number | undefined;
  /** Default: a fresh one. */
  readonly token?: string | undefined;
  readonly tls?: { readonly certificate: string; readonly key: string } | undefined;
  /** Further names under which the machine is known to its users. */
  readonly names?: readonly string[] | undefined;
}

export interface RunningServer {
  /** With the token: whoever has it may use the workstation. */
  readonly address: string;
  readonly origin: string;
  readonly token: string;
  readonly close: () => Promise<void>;
}

/** Serves until closed. Fails without TLS on anything but loopback, and on a port that is taken. */
export async function serve(handler: WebHandler, options: ServeOptions = {}): Promise<Result<RunningServer>> {
  const host = options.host ?? '127.0.0.1';
  const loopback = ['127.0.0.1', '::1', 'localhost'].includes(host);
  if (!loopback && options.tls === undefined) {
    return failed(
      'not-allowed',
      `Serving on ${host} reaches other machines and needs encryption: give --tls-cert and --tls-key, or serve on 127.0.0.1 and use an SSH tunnel.`,
    );
  }
  const token = options.token ?? randomBytes(32).toString('base64url');
  const hostNames = [...(options.names ?? []), host, 'localhost', hostname().toLowerCase()];
  const guard = guarded(withInterface(handler), { token, hostNames, secure: options.tls !== undefined });
  const listener = createRequestListener(async (request) => secured(await guard(request)));
  const server = makeServer(options, listener);
  if (!server.ok) return server;
  const listening = await listen(server.value, host, options.port ?? 0);
  if (!listening.ok) return listening;
  // Nobody can open an address that means "every one of this machine's".
  const shown = ['0.0.0.0', '::'].includes(host) ? (options.names?.at(0) ?? hostname()) : host;
  const origin = `${options.tls === undefined ? 'http' : 'https'}://${shown.includes(':') ? `[${shown}]` : shown}:${listening.value}`;
  return success({ origin, token, address: `${origin}/?token=${token}`, close: () => closed(server.value) });
}

function makeServer(options: ServeOptions, listener: ReturnType<typeof createRequestListener>): Result<Server> {
  if (options.tls === undefined) return success(createHttpServer(listener));
  try {
    const { certificate, key } = options.tls;
    return success(
      createHttpsServer({ cert: readFileSync(certificate), key: readFileSync(key), minVersion: 'TLSv1.2' }, listener),
    );
  } catch {
    return failed(
      'file-unreadable',
      'The TLS certificate or key cannot be used. Both must be readable PEM files that belong together.',
    );
  }
}

async function listen(server: Server, host: string, port: number): Promise<Result<number>> {
  const { promise, resolve } = Promise.withResolvers<Result<number>>();
  server.once('error', (error) => {
    const taken = 'code' in error && error.code === 'EADDRINUSE';
    const what = taken ? `Port ${port} is taken by another program.` : `The address ${host}:${port} cannot be served.`;
    resolve(failed('not-allowed', `${what} Choose another with --host and --port, or leave the port out.`));
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a server that listens on a port has a TCP address
  server.listen(port, host, () => resolve(success((server.address() as AddressInfo).port)));
  return promise;
}

async function closed(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  return promise;
}
