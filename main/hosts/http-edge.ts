// The edge between sockets and web requests: what is no proper request is answered here, with the security headers and one line in the log.

import { STATUS_CODES, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RefusalLog } from './refusal-log.ts';
import { serverText } from './text/server.ts';

export interface Edge {
  readonly log: RefusalLog;
  readonly headers: Readonly<Record<string, string>>;
  /** The longest pause within the body of a request. */
  readonly idleMs: number;
  /** The longest time for the whole body of a request. Uploads may take any time. */
  readonly bodyMs: number;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'];

/** What only a faulty or hostile client receives. A missing picture or an expected failure is no refusal. */
const REFUSED = [400, 401, 403, 405, 413, 421];

/** A host name or an IP address, with or without a port. */
const HOST = /^(?:[\w.-]{1,255}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

/** The client may still be sending when it is refused. It gets this long to read the refusal. */
const LINGER_MS = 2000;

/** Passes proper requests to `listener`. */
export function properRequests(listener: RequestListener, edge: Edge): RequestListener {
  return (request, response) => {
    boundBody(request, response, edge);
    response.once('finish', () => {
      if (REFUSED.includes(response.statusCode)) edge.log.refused(response.statusCode, STATUS_CODES[response.statusCode] ?? '');
    });
    const status = refusalOf(request);
    if (status === null) listener(request, response);
    else response.writeHead(status, refusalHeaders(edge)).end(serverText.edge.malformed);
  };
}

/** Answers what Node would otherwise answer without the security headers, or not at all. */
export function answerMalformed(server: Server, edge: Edge): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const status = STATUS_OF_ERROR[error.code ?? ''] ?? 400;
    edge.log.refused(status, error.code ?? '');
    refuseSocket(socket, status, edge);
  });
  server.on('connect', (_request, socket: Duplex) => {
    edge.log.refused(405, 'CONNECT');
    refuseSocket(socket, 405, edge);
  });
  server.on('checkExpectation', (_request, response: ServerResponse) => {
    edge.log.refused(417, 'expectation');
    response.writeHead(417, refusalHeaders(edge)).end(serverText.edge.malformed);
  });
}

/** Node's codes for requests whose headers are too large or too slow. */
const STATUS_OF_ERROR: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Returns the status that refuses a request which no web request can stand for. Null if it is proper. */
function refusalOf({ method = '', url = '', headersDistinct: { host } }: IncomingMessage): number | null {
  if (!METHODS.includes(method)) return 405;
  // Neither `*` nor the address of another server.
  if (!url.startsWith('/')) return 400;
  const [name = ''] = host ?? [];
  const unique = host?.length === 1 && HOST.test(name);
  return unique && URL.canParse(`http://${name}${url}`) ? null : 400;
}

/**
 * Ends a request whose body pauses or takes too long, and one that was refused while it was still being sent. A request without a body may
 * wait for its answer as long as it takes: nobody reads it, so it would never be seen to end.
 */
function boundBody(request: IncomingMessage, response: ServerResponse, { idleMs, bodyMs }: Edge): void {
  if (!hasBody(request)) return;
  const end = (): void => void request.destroy();
  const whole = isUpload(request) ? undefined : setTimeout(end, bodyMs);
  request.setTimeout(idleMs, end);
  request.once('end', () => {
    clearTimeout(whole);
    request.setTimeout(0);
  });
  request.once('close', () => clearTimeout(whole));
  response.once('finish', () => {
    if (request.complete) return;
    // Read on, because a client that cannot send would not read the answer.
    request.removeAllListeners('data').resume();
    setTimeout(end, LINGER_MS).unref();
  });
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function isUpload({ method, url = '' }: IncomingMessage): boolean {
  return method === 'PUT' && url.startsWith('/bytes/uploads/');
}

function refusalHeaders({ headers }: Edge): Record<string, string> {
  return { ...headers, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', connection: 'close' };
}

function refuseSocket(socket: Duplex, status: number, edge: Edge): void {
  const headers = Object.entries(refusalHeaders(edge)).map(([name, value]) => `${name}: ${value}\r\n`);
  const body = serverText.edge.malformed;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers.join('')}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
