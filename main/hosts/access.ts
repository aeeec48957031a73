// Access to the server: a request needs the token, and must come from a page of our own origin. Loopback alone does not protect, because
// every page in every browser on the machine can reach it, and a hostile host name can point to it (DNS rebinding).

import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { WebHandler } from '../services/handler.ts';
import { serverText } from './text/server.ts';

export interface AccessRules {
  readonly token: string;
  /** The host names under which the server answers, without port. It always answers under a bare IP address. */
  readonly hostNames: readonly string[];
  readonly secure: boolean;
}

/** Passes authorised requests to `handler`. The first request of a page carries the token and receives a cookie for it. */
export function guarded(handler: WebHandler, rules: AccessRules): WebHandler {
  return async (request) => {
    const url = new URL(request.url);
    if (!isOurHost(url.hostname, rules)) return refused(421, serverText.access.unknownHost);
    const queryToken = url.searchParams.get('token');
    if (queryToken !== null && request.method === 'GET') {
      return matches(queryToken, rules.token) ? signedIn(url, rules) : refused(401, serverText.access.signIn);
    }
    const bearer = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
    if (bearer !== undefined) return matches(bearer, rules.token) ? handler(request) : refused(401, serverText.access.signIn);
    const cookie = cookieOf(request, cookieName(url));
    if (cookie === undefined || !matches(cookie, rules.token)) return refused(401, serverText.access.signIn);
    // A browser sends the cookie with every request, so the page must be ours.
    if (isForeign(request, url)) return refused(403, serverText.access.foreignPage);
    return handler(request);
  };
}

/** A host name must be listed. A bare IP address is safe, because DNS cannot redirect it. */
function isOurHost(hostname: string, { hostNames }: AccessRules): boolean {
  return hostNames.includes(hostname) || isIP(hostname.replaceAll(/^\[|\]$/g, '')) !== 0;
}

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

/** All ports of a host share cookies, so the port is part of the name. */
function cookieName(url: URL): string {
  return `osteograde-${url.port === '' ? 'default' : url.port}`;
}

function cookieOf(request: Request, name: string): string | undefined {
  const pairs = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1];
}

/** Compares digests, so that neither the length nor the time reveals anything. */
function matches(candidate: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(candidate), digest(token));
}

function refused(status: number, message: string): Response {
  return new Response(`${message}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}
