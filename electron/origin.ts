// The one origin that the window may show and that may ask for anything.

export const SCHEME = 'osteograde';
export const START_PAGE = `${SCHEME}://app/`;

/** Whether an address lies on our own origin. Node gives custom schemes no `origin`, so scheme and host are compared. */
export function isOwnAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  return protocol === `${SCHEME}:` && host === 'app' && username === '' && password === '';
}
