// The only origin that the window may show and that may send requests.

export const SCHEME = 'osteograde';
export const START_PAGE = `${SCHEME}://app/`;

/** True if an address is on our own origin. Compares scheme and host, because Node gives custom schemes no `origin`. */
export function isOwnAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  return protocol === `${SCHEME}:` && host === 'app' && username === '' && password === '';
}
