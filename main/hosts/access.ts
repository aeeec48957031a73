// Access to the server. Loopback alone does not protect: every page in every browser on the machine can reach it, and a hostile host name
// can point to it (DNS rebinding). A cookie would not protect either, because the browser sends it to every port of the host.
// See docs/decisions/0015-no-cookies.md.

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { parseSignedAddress } from '../contract/signed-address.ts';
import type { WebHandler } from '../services/handler.ts';
import { serverText } from './text/server.ts';

/** Answers 204 to the right token and 401 to any other, so a page can check what it holds. */
export const ACCESS_PATH = '/access';

export interface AccessRules {
  readonly token: string;
  readonly now: () => Date;
}

/** Passes a request to `handler` if it carries the token in its header or reads an address that was signed with the token. */
export function guarded(handler: WebHandler, { token, now }: AccessRules): WebHandler {
  return async (request) => {
    const url = new URL(request.url);
    // A browser says where a request comes from, so the page must be ours.
    if (isForeign(request, url)) return refused(403, serverText.access.foreignPage);
    const bearer = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
    const allowed = bearer === undefined ? isSigned(request, url, { token, now }) : matches(bearer, token);
    if (!allowed) return refused(401, serverText.access.signIn);
    return url.pathname === ACCESS_PATH ? new Response(null, { status: 204 }) : handler(request);
  };
}

/** Refuses requests under host names that are not listed. A bare IP address is safe, because DNS cannot redirect it. */
export function onlyUnder(hostNames: readonly string[], handler: WebHandler): WebHandler {
  return async (request) => {
    const { hostname } = new URL(request.url);
    const ours = hostNames.includes(hostname) || isIP(hostname.replaceAll(/^\[|\]$/g, '')) !== 0;
    return ours ? handler(request) : refused(421, serverText.access.unknownHost);
  };
}

function isForeign(request: Request, url: URL): boolean {
  const origin = request.headers.get('origin');
  if (origin !== null) return origin !== url.origin;
  const site = request.headers.get('sec-fetch-site');
  return site !== null && site !== 'same-origin' && site !== 'none';
}

function isSigned({ method }: Request, { pathname, search }: URL, { token, now }: AccessRules): boolean {
  const signed = parseSignedAddress(`${pathname}${search}`);
  if (signed === null || (method !== 'GET' && method !== 'HEAD') || signed.expiresMs <= now().getTime()) return false;
  return matches(signed.signature, createHmac('sha256', token).update(signed.expiring).digest('base64url'));
}

/** Compares digests, so that neither the length nor the time reveals anything. */
function matches(candidate: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(candidate), digest(secret));
}

function refused(status: number, message: string): Response {
  return new Response(`${message}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}
