// The workstation over HTTP: on loopback by default, always with a token, and with TLS on any other address.

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { failed, success, type Result } from '../domain/failure.ts';
import type { Log } from '../files/error-log.ts';
import { readSmallText } from '../files/read-json.ts';
import type { WebHandler } from '../services/handler.ts';
import { guarded, onlyUnder } from './access.ts';
import { SECURITY_HEADERS, TLS_SECURITY_HEADERS } from './security-headers.ts';
import { withInterface } from './static-files.ts';
import { serverText } from './text/server.ts';
import { openWebServer, type WebServerOptions } from './web-server.ts';

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
export async function serve(
  { handler, log, now }: ServedWorkstation,
  options: ServeOptions = {},
): Promise<Result<RunningServer>> {
  const { host = '127.0.0.1', port = 0, token = randomBytes(32).toString('base64url') } = options;
  if (!isLoopback(host) && options.tls === undefined) {
    return failed('not-allowed', serverText.server.needsEncryption(host));
  }
  if (!TOKEN.test(token)) return failed('bad-request', serverText.server.weakToken);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return failed('bad-request', serverText.server.noPort);
  const names = [...(options.names ?? []).map((name) => name.toLowerCase()), host, 'localhost', hostname().toLowerCase()];
  const answer = onlyUnder(names, withInterface(guarded(handler, { token, now })));
  const headers = options.tls === undefined || isLoopback(host) ? SECURITY_HEADERS : TLS_SECURITY_HEADERS;
  const { idleMs, bodyMs } = options;
  const tls = await readTls(options.tls);
  if (!tls.ok) return tls;
  const opened = await openWebServer(answer, { host, port, tls: tls.value, headers, idleMs, bodyMs, log, now });
  if (!opened.ok) return opened;
  // A browser cannot open the address that stands for all addresses of the machine.
  const shown = ['0.0.0.0', '::'].includes(host) ? (options.names?.at(0) ?? hostname()) : host;
  const origin = `${options.tls === undefined ? 'http' : 'https'}://${shown.includes(':') ? `[${shown}]` : shown}:${opened.value.port}`;
  // Browsers send no fragment to a server, so the token reaches only the page.
  const address = `${origin}/sign-in#token=${encodeURIComponent(token)}`;
  return success({ origin, token, address, close: opened.value.close });
}

/** True if only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return ['127.0.0.1', '::1', 'localhost'].includes(host);
}

/** A chain of certificates has a few kB. **(ours)** */
const LARGEST_PEM = 1e6;

async function readTls(tls: ServeOptions['tls']): Promise<Result<WebServerOptions['tls']>> {
  if (tls === undefined) return success(undefined);
  const cert = await readSmallText(tls.certificate, LARGEST_PEM);
  const key = await readSmallText(tls.key, LARGEST_PEM);
  if (!cert.ok || !key.ok) return failed('file-unreadable', serverText.server.certificateUnusable);
  return success({ cert: cert.value, key: key.value });
}
