// Who may ask: whoever holds the token, from a page of our own origin. Loopback alone is no protection: any page in any
// browser on the machine can reach it, and a hostile name can be made to point at it (DNS rebinding).

import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { WebHandler } from '../services/handler.ts';

export interface AccessRules {
  readonly token: string;
  /** Host names under which we answer, without port; bare addresses are always answered. */
  readonly hostNames: readonly string[];
  readonly secure: boolean;
}

/** Lets authorised requests through to `handler`. A page's first address carries the token and trades it for a cookie. */
export function guarded(handler: WebHandler, rules: AccessRules): WebHandler {
  return async (request) => {
    const url = new URL(request.url);
    if (!isOurs(url.hostname, rules)) return refused(421, 'This server does not answer under that name.');
    const offered = url.searchParams.get('token');
    if (offered !== null && request.method === 'GET') {
      return matches(offered, rules.token) ? signedIn(url, rules) : refused(401, STRANGER);
    }
    const bearer = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
    if (bearer !== undefined) return matches(bearer, rules.token) ? handler(request) : refused(401, STRANGER);
    const cookie = cookieOf(request, cookieName(url));
    if (cookie === undefined || !matches(cookie, rules.token)) return refused(401, STRANGER);
    // A cookie comes along by itself, so the page that asks must be ours.
    if (isForeign(request, url)) return refused(403, 'Another page may not ask this server.');
    return handler(request);
  };
}

/** A name must be known; a bare address cannot be rebound. */
function isOurs(hostname: string, { hostNames }: AccessRules): boolean {
  return hostNames.includes(hostname) || isIP(hostname.replaceAll(/^\[|\]$/g, '')) !== 0;
}

const STRANGER = 'Open the address that Osteograde printed when it started: it carries the key.';

function isForeign(request: Request, url: URL): boolean {
  const origin = request.headers.get('origin');
  if (origin !== null) return origin !== url.origin;
  const site = request.headers.get('sec-fetch-site');
  return site !== null && site !== 'same-origin' && site !== 'none';
}

function signedIn(url: URL, rules: AccessRules): Response {
  const target = new URL(url);
  target.searchParams.delete('token');
  const cookie = `${cookieName(url)}=${rules.token}; Path=/; HttpOnly; SameSite=Strict${rules.secure ? '; Secure' : ''}`;
  return new Response(null, {
    status: 303,
    headers: { location: `${target.pathname}${target.search}`, 'set-cookie': cookie, 'cache-control': 'no-store' },
  });
}

/** Cookies are shared by all ports of a host, so the port is part of the name. */
function cookieName(url: URL): string {
  return `osteograde-${url.port === '' ? 'default' : url.port}`;
}

function cookieOf(request: Request, name: string): string | undefined {
  const pairs = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1];
}

/** Compared by digest, so that neither length nor time tells anything. */
function matches(offered: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(offered), digest(token));
}

function refused(status: number, message: string): Response {
  return new Response(`${message}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}
