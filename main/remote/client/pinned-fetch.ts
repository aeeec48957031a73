// Requests to one paired worker. Neither the name nor the issuer of its certificate matters: only the one certificate with the fingerprint
// is accepted, before a byte of the request is written.

import { createHash } from 'node:crypto';
import { Agent, request as httpsRequest } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { failed, FailureError } from '../../domain/failure.ts';
import type { Pairing } from '../pairing.ts';
import { PROTOCOL, PROTOCOL_HEADER } from '../protocol.ts';
import { remoteText } from '../text.ts';

export interface SentRequest {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** How long nothing may happen. Half a minute if omitted. */
  readonly idleMs?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface PinnedFetch {
  /** Resolves with the answer's head. Throws errors of the network unchanged, and a `FailureError` for another certificate. */
  readonly send: (path: string, request?: SentRequest) => Promise<IncomingMessage>;
  readonly close: () => void;
}

const IDLE_MS = 30_000;

export function openPinnedFetch({ host, port, fingerprint, token }: Pairing): PinnedFetch {
  const agent = new PinnedAgent(fingerprint, `${host}:${port}`);
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    close: () => agent.destroy(),
    send: (path, { method = 'GET', headers = {}, body, idleMs = IDLE_MS, signal } = {}) => {
      const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const sent = httpsRequest(
        {
          agent,
          host,
          port,
          path,
          method,
          signal,
          headers: {
            host: authority,
            authorization: `Bearer ${token}`,
            [PROTOCOL_HEADER]: String(PROTOCOL),
            ...length,
            ...headers,
          },
        },
        resolve,
      );
      // A connection that is dead without saying so, as after a sleep, must not be waited for.
      sent.setTimeout(idleMs, () => sent.destroy(new Error('no answer')));
      sent.on('error', reject);
      sent.end(body);
      return promise;
    },
  };
}

/** Opens connections only to the holder of one certificate. */
class PinnedAgent extends Agent {
  readonly #fingerprint: string;
  readonly #place: string;
  constructor(fingerprint: string, place: string) {
    super({ keepAlive: true, maxSockets: 4 });
    this.#fingerprint = fingerprint;
    this.#place = place;
  }

  override createConnection(
    { host, port }: { readonly host?: string | null; readonly port?: number | string | null },
    done: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const socket = connect({
      host: host ?? undefined,
      port: Number(port),
      servername: '',
      // The check below takes the place of the usual one.
      rejectUnauthorized: false,
      minVersion: 'TLSv1.3',
      ALPNProtocols: ['http/1.1'],
    });
    socket.once('error', (error) => done(error, socket));
    socket.once('secureConnect', () => {
      const shown = socket.getPeerX509Certificate();
      const seen = shown === undefined ? '' : createHash('sha256').update(shown.raw).digest('base64url');
      if (seen === this.#fingerprint) return done(null, socket);
      socket.destroy();
      done(new FailureError(failed('not-allowed', remoteText.client.otherCertificate(this.#place)).failure), socket);
    });
  }
}
