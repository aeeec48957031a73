// The workstation over HTTP: on loopback by default, always with a token, and with TLS on any other address.

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
}

export interface RunningServer {
  /** The address with the token. Anyone who has it may use the workstation. */
  readonly address: string;
  readonly origin: string;
  readonly token: string;
  readonly close: () => Promise<void>;
}

/** Serves until closed. Fails if the port is taken, and without TLS on any address but loopback. */
export async function serve(handler: WebHandler, options: ServeOptions = {}): Promise<Result<RunningServer>> {
  const host = options.host ?? '127.0.0.1';
  const loopback = ['127.0.0.1', '::1', 'localhost'].includes(host);
  if (!loopback && options.tls === undefined) {
    return failed('not-allowed', serverText.server.needsEncryption(host));
  }
  const token = options.token ?? randomBytes(32).toString('base64url');
  const hostNames = [...(options.names ?? []), host, 'localhost', hostname().toLowerCase()];
  const guard = guarded(withInterface(handler), { token, hostNames, secure: options.tls !== undefined });
  const listener = createRequestListener(async (request) => secured(await guard(request)));
  const server = createServer(options, listener);
  if (!server.ok) return server;
  const listening = await listen(server.value, host, options.port ?? 0);
  if (!listening.ok) return listening;
  // A browser cannot open the address that stands for all addresses of the machine.
  const shown = ['0.0.0.0', '::'].includes(host) ? (options.names?.at(0) ?? hostname()) : host;
  const origin = `${options.tls === undefined ? 'http' : 'https'}://${shown.includes(':') ? `[${shown}]` : shown}:${listening.value}`;
  return success({ origin, token, address: `${origin}/?token=${token}`, close: () => closeServer(server.value) });
}

function createServer(options: ServeOptions, listener: ReturnType<typeof createRequestListener>): Result<Server> {
  if (options.tls === undefined) return success(createHttpServer(listener));
  try {
    const { certificate, key } = options.tls;
    return success(
      createHttpsServer({ cert: readFileSync(certificate), key: readFileSync(key), minVersion: 'TLSv1.2' }, listener),
    );
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
