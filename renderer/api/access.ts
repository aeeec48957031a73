// What this page may do: it holds the access token of the server and sends it with each request. The token stays in the page's own
// storage, which no other port of the host can read, as it could a cookie. The desktop needs none.

import { expiringAddress, signedAddress } from '../../main/contract/signed-address.ts';

export interface Access {
  /** Fetches with the token. */
  readonly fetch: (input: Request | string, init?: RequestInit) => Promise<Response>;
  /** Returns an address that the browser may fetch by itself for an hour, such as the source of a picture. */
  readonly signed: (path: string) => Promise<string>;
  /** Takes the token of a server that was started again. The page stays as it is. */
  readonly renew: (token: string) => void;
}

const KEY = 'osteograde-token';

/** `token` is null on the desktop. */
export function openAccess(first: string | null): Access {
  if (first === null) return { fetch: (input, init) => fetch(input, init), signed: async (path) => path, renew: () => undefined };
  let token = first;
  return {
    fetch: async (input, init) => {
      const request = new Request(input, init);
      request.headers.set('authorization', `Bearer ${token}`);
      return fetch(request);
    },
    signed: async (path) => {
      const { pathname, search } = new URL(path, window.location.origin);
      const expiring = expiringAddress(`${pathname}${search}`, Date.now());
      return signedAddress(expiring, await signatureOf(expiring, token));
    },
    renew: (renewed) => {
      token = renewed;
      window.sessionStorage.setItem(KEY, renewed);
    },
  };
}

/** Takes the token out of the address that Osteograde printed, or finds the one of this tab. Null if there is none. */
export function takeToken(): string | null {
  const printed = printedToken(window.location.hash);
  if (printed === null) return window.sessionStorage.getItem(KEY);
  window.sessionStorage.setItem(KEY, printed);
  window.history.replaceState(null, '', '/');
  return printed;
}

/**
 * Takes the token when the printed address is opened in this tab again, and puts the previous address back. Must be called before anything
 * else listens for a new address.
 */
export function takeLaterTokens(access: Access): void {
  window.addEventListener('hashchange', ({ oldURL }) => {
    const printed = printedToken(window.location.hash);
    if (printed === null) return;
    window.history.replaceState(null, '', oldURL);
    access.renew(printed);
  });
}

function printedToken(hash: string): string | null {
  return new URLSearchParams(hash.slice(1)).get('token');
}

/** Gives this tab a token and loads the page again. */
export function signIn(token: string): void {
  window.sessionStorage.setItem(KEY, token);
  window.location.reload();
}

/** False if the server refuses the token. True if it accepts it or cannot be reached. */
export async function isAccepted(access: Access): Promise<boolean> {
  const response = await access.fetch('/access').catch(() => null);
  return response?.status !== 401;
}

async function signatureOf(text: string, token: string): Promise<string> {
  const encoder = new TextEncoder();
  const key = await crypto.subtle.importKey('raw', encoder.encode(token), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const signature = new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text)));
  return btoa(String.fromCharCode(...signature))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
