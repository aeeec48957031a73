// Addresses that a browser fetches by itself, such as the source of a picture, cannot carry the access token in a header. The page
// signs them instead: HMAC-SHA-256, keyed by the token, of path, query and expiry. A signature opens one address until it expires.

const SIGNATURE = 'signature';

const HOUR_MS = 3_600_000;

/** Returns the text to sign. The expiry is the end of the next hour, so that the address stays the same, and cacheable, for an hour. */
export function expiringAddress(path: string, nowMs: number): string {
  const expires = (Math.floor(nowMs / HOUR_MS) + 2) * HOUR_MS;
  return `${path}${path.includes('?') ? '&' : '?'}expires=${expires}`;
}

export function signedAddress(expiring: string, signature: string): string {
  return `${expiring}&${SIGNATURE}=${signature}`;
}

export interface SignedAddress {
  /** The text that was signed. */
  readonly expiring: string;
  readonly signature: string;
  readonly expiresMs: number;
}

/** Splits path and query of a request into the text that was signed and the signature. Null if the address is not signed. */
export function parseSignedAddress(address: string): SignedAddress | null {
  const match = /^(?<expiring>[^#]*[?&]expires=(?<expires>\d{1,15}))&signature=(?<signature>[\w-]{1,100})$/.exec(address);
  const { expiring, expires, signature } = match?.groups ?? {};
  if (expiring === undefined || signature === undefined) return null;
  return { expiring, signature, expiresMs: Number(expires) };
}
