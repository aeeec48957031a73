// The security headers of every response. A page may load its own files and contact its own origin, and nothing else.

/** The page draws `data:` and `blob:` images itself. Styles that a script sets on elements need no exception. */
const DIRECTIVES = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
];

const CONTENT_SECURITY_POLICY = DIRECTIVES.join('; ');

/** The same policy for the page's own meta element, where browsers do not accept `frame-ancestors`. The build writes it into the page. */
export const PAGE_POLICY = DIRECTIVES.filter((directive) => !directive.startsWith('frame-ancestors')).join('; ');

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
};

/** The same for a server with TLS: a browser then never tries this host without it. 30 days, because it holds for every port. */
export const TLS_SECURITY_HEADERS: Readonly<Record<string, string>> = {
  ...SECURITY_HEADERS,
  'strict-transport-security': 'max-age=2592000',
};

/** Returns the response with the security headers added. */
export function secured(response: Response, securityHeaders = SECURITY_HEADERS): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(securityHeaders)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
