// The line that pairs a desktop with a worker. The worker prints it once, and the user pastes it into the desktop.

import { z } from 'zod';
import { failed, success, type Result } from '../domain/failure.ts';
import { remoteText } from './text.ts';

export const PairingSchema = z.object({
  host: z.string().regex(/^[\w.:-]{1,255}$/, 'expected a host name or an IP address'),
  port: z.int().min(1).max(65_535),
  /** SHA-256 of the worker's certificate, in base64url. */
  fingerprint: z.string().regex(/^[\w-]{43}$/, 'expected a fingerprint'),
  token: z.string().regex(/^[\w-]{20,200}$/, 'expected a token'),
});

export type Pairing = z.infer<typeof PairingSchema>;

const LINE = /^osteograde-pair:(\[[0-9a-f:.]+\]|[\w.-]+):(\d{1,5})#([\w-]{43})\.([\w-]+)$/i;

/** `osteograde-pair:HOST:PORT#FINGERPRINT.TOKEN`. An IPv6 address stands in brackets. */
export function pairingLine({ host, port, fingerprint, token }: Pairing): string {
  return `osteograde-pair:${host.includes(':') ? `[${host}]` : host}:${port}#${fingerprint}.${token}`;
}

/** Fails with `bad-request` if the text is not a pairing line. */
export function parsePairing(text: string): Result<Pairing> {
  const [, host = '', port = '', fingerprint, token] = LINE.exec(text.trim()) ?? [];
  const parsed = PairingSchema.safeParse({ host: host.replaceAll(/^\[|\]$/g, ''), port: Number(port), fingerprint, token });
  return parsed.success ? success(parsed.data) : failed('bad-request', remoteText.pairing.notALine);
}
