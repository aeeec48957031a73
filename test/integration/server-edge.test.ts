// What reaches the server's sockets and is no proper request: malformed, hostile, endless or simply too much.

import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { connect as connectTls } from 'node:tls';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expiringAddress, signedAddress } from '../../main/contract/signed-address.ts';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { errorLog } from '../../main/files/error-log.ts';
import { serve, type RunningServer, type ServeOptions } from '../../main/hosts/server.ts';
import { temporaryFolder } from '../unit/cohort/films.ts';

const TOKEN = 'a-token-of-the-test';
const folder = temporaryFolder();
const logged: string[] = [];
/** Moved by a test to reach the next minute of the log. */
let nowMs = Date.now();
let server: RunningServer;

const now = () => new Date(nowMs);
const log = errorLog((line) => logged.push(line), now);

/** Answers with the number of bytes received. */
async function handler(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === '/rpc/fault') throw new Error('a fault of the handler');
  if (pathname === '/bytes/slow') await pause(2000);
  if (pathname === '/bytes/until-left') await untilLeft(request.signal);
  return new Response(String((await request.arrayBuffer()).byteLength));
}

/** Of the requests that wait until their clients leave. */
const signals: AbortSignal[] = [];

async function untilLeft(signal: AbortSignal): Promise<void> {
  signals.push(signal);
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

async function serveHere(options: ServeOptions = {}): Promise<RunningServer> {
  return valueOrThrow(await serve({ handler, log, now }, { token: TOKEN, idleMs: 400, bodyMs: 1500, ...options }));
}

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  server = await serveHere();
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const portOf = ({ origin }: RunningServer): number => Number(new URL(origin).port);

/** Resolves with everything the server sends until it closes the connection. */
async function answerOf(socket: Socket): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString('latin1')));
  socket.on('error', () => undefined); // a reset ends the connection, too
  socket.on('close', () => resolve(text));
  return promise;
}

async function exchange(sent: string, to = server): Promise<string> {
  const socket = connect(portOf(to), '127.0.0.1');
  socket.write(sent, 'latin1');
  return answerOf(socket);
}

const request = (line: string, ...headers: string[]) =>
  [`${line} HTTP/1.1`, ...headers, 'Connection: close', '', ''].join('\r\n');
const host = () => `Host: 127.0.0.1:${portOf(server)}`;
const bearer = `Authorization: Bearer ${TOKEN}`;

/** Sends chunks of a body with pauses in between. Resolves with the answer and the time until the server closed. */
async function trickle(line: string, chunks: number, pauseMs: number): Promise<{ readonly answer: string; readonly ms: number }> {
  const started = performance.now();
  const socket = connect(portOf(server), '127.0.0.1');
  const answer = answerOf(socket);
  socket.write([`${line} HTTP/1.1`, host(), bearer, `Content-Length: ${chunks}`, 'Connection: close', '', ''].join('\r\n'));
  for (let i = 0; i < chunks && !socket.destroyed; i++) {
    await pause(pauseMs);
    if (!socket.destroyed) socket.write('x');
  }
  return { answer: await answer, ms: performance.now() - started };
}

describe('a request that is refused at the socket', () => {
  it.each([
    ['TRACE', 405, () => request('TRACE /', host())],
    ['CONNECT', 405, () => request('CONNECT evil:80', host())],
    ['an unknown method', 405, () => request('PROPFIND /', host())],
    ['OPTIONS *', 400, () => request('OPTIONS *', host())],
    ['a host of text', 400, () => request('GET /', 'Host: [forged 2026 error in audit: user DELETED]')],
    ['a user in the host', 400, () => request('GET /', 'Host: user@127.0.0.1')],
    ['a path in the host', 400, () => request('GET /', 'Host: 127.0.0.1/evil')],
    ['a port out of range', 400, () => request('GET /', 'Host: 127.0.0.1:99999')],
    ['no host', 400, () => request('GET /', bearer)],
    ['two hosts', 400, () => request('GET /', host(), 'Host: evil.example')],
    ['another server with the token', 400, () => request(`GET http://127.0.0.1/?token=${TOKEN}`, host())],
    ['bytes that are not HTTP', 400, () => '\x16\x03\x01\x02secret words\r\n\r\n'],
    ['an endless header', 431, () => request('GET /', host(), `X: ${'a'.repeat(20_000)}`)],
    ['two lengths', 400, () => request('POST /rpc/x', host(), 'Content-Length: 1', 'Content-Length: 2')],
    ['an expectation', 417, () => request('PUT /rpc/x', host(), 'Expect: the impossible')],
  ])('%s gets the security headers and one clean line in the log', async (_, status, text) => {
    nowMs += 60_000;
    logged.length = 0;
    const answer = await exchange(text());
    expect(answer.split('\r\n')[0]).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/content-security-policy: default-src 'none'/i);
    expect(answer).toMatch(/x-content-type-options: nosniff/i);
    expect(answer).not.toMatch(/set-cookie/i);
    expect(logged).toEqual([expect.stringMatching(new RegExp(`^\\S+ refused request: ${status} [\\w -]+\\n$`))]);
    expect(logged.join('')).not.toMatch(/forged|secret|evil|a-token|\bat \//);
  });

  it('fills no log, however many come', async () => {
    nowMs += 60_000;
    logged.length = 0;
    for (let i = 0; i < 60; i++) await exchange(request('GET /', 'Host: [x]'));
    expect(logged).toHaveLength(20);
    nowMs += 60_000;
    await exchange(request('GET /', 'Host: [x]'));
    expect(logged[20]).toMatch('40 more refused requests');
  });

  it('is logged without a stack when the handler fails, and the page learns nothing of it', async () => {
    logged.length = 0;
    const answer = await exchange(request('GET /rpc/fault', host(), bearer));
    expect(answer).toMatch(/^HTTP\/1.1 500 /);
    expect(answer).toMatch(/content-security-policy/i);
    expect(answer).not.toMatch(/a fault of the handler/);
    expect(logged.join('')).toMatch('error in request: Error: a fault of the handler');
  });
});

describe('an address', () => {
  it('never redirects, least of all to another host', async () => {
    for (const path of [`//evil.example/?token=${TOKEN}`, `/\\evil.example/?token=${TOKEN}`, `/?token=${TOKEN}`]) {
      const answer = await exchange(request(`GET ${path}`, host()));
      expect(answer).not.toMatch(/^location:/im);
      expect(answer).not.toMatch(/^HTTP\/1.1 3/);
      expect(answer).not.toMatch(/set-cookie/i);
    }
  });

  it('that the page signed opens bytes without a header', async () => {
    const expiring = expiringAddress('/bytes/thumbnails/a', nowMs);
    const signature = createHmac('sha256', TOKEN).update(expiring).digest('base64url');
    expect((await fetch(`${server.origin}${signedAddress(expiring, signature)}`)).status).toBe(200);
    expect((await fetch(`${server.origin}${signedAddress(expiring, `${signature.slice(1)}A`)}`)).status).toBe(401);
  });
});

describe('a body', () => {
  it('of an upload may take any time, if it never pauses for long', async () => {
    const { answer, ms } = await trickle('PUT /bytes/uploads/u/film.dcm', 12, 200);
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    expect(ms).toBeGreaterThan(2000);
  });

  it('of any other request has a time limit', async () => {
    const { answer, ms } = await trickle('PUT /rpc/x', 12, 200);
    expect(answer).not.toMatch(/ 200 /);
    expect(ms).toBeLessThan(2300);
  });

  it('that pauses ends the connection', async () => {
    const { answer, ms } = await trickle('PUT /bytes/uploads/u/film.dcm', 2, 1000);
    expect(answer).not.toMatch(/ 200 /);
    expect(ms).toBeLessThan(1800);
  });

  it('of a refused client is read on for a moment, so that the client can read why', async () => {
    const sent = 20e6;
    const response = await fetch(`${server.origin}/bytes/uploads/u/f`, { method: 'PUT', body: new Uint8Array(sent) });
    expect(response.status).toBe(401);
    expect(await response.text()).toMatch(/access token/);
  });

  it('that a refused client keeps sending ends soon', async () => {
    const started = performance.now();
    const socket = connect(portOf(server), '127.0.0.1');
    const answer = answerOf(socket);
    socket.write(['PUT /bytes/uploads/u/f HTTP/1.1', host(), 'Content-Length: 1000000', '', ''].join('\r\n'));
    const sending = setInterval(() => void (socket.destroyed || socket.write('x')), 100);
    expect(await answer).toMatch(/^HTTP\/1.1 401 /);
    clearInterval(sending);
    expect(performance.now() - started).toBeLessThan(4000);
  });
});

describe('an answer', () => {
  it('is given up when its client leaves, or when the server closes', async () => {
    const closing = await serveHere();
    const sockets = [server, closing].map((to) => connect(portOf(to), '127.0.0.1').on('error', () => undefined));
    for (const socket of sockets) socket.write(request('GET /bytes/until-left', host(), bearer));
    await expect.poll(() => signals.map(({ aborted }) => aborted)).toEqual([false, false]);
    sockets[0]?.destroy();
    await expect.poll(() => signals.filter(({ aborted }) => aborted).length).toBe(1);
    await closing.close();
    await expect.poll(() => signals.filter(({ aborted }) => aborted).length).toBe(2);
  });

  it('to a request without a body may take longer than any body', async () => {
    for (const method of ['GET', 'POST']) {
      const headers = { authorization: `Bearer ${TOKEN}` };
      expect((await fetch(`${server.origin}/bytes/slow`, { method, headers })).status).toBe(200);
    }
  });
});

it('keeps an idle connection for a minute, so that a busy client does not send on one that was just closed', async () => {
  const answer = await fetch(`${server.origin}/access`, { headers: { authorization: `Bearer ${TOKEN}` } });
  expect(answer.headers.get('keep-alive')).toBe('timeout=60');
});

describe('many idle connections', () => {
  it('leave room for requests, even with few open files', async () => {
    // In a process of its own, because the limit holds for all files of a process.
    const script = `
      import { serve } from ${JSON.stringify(new URL('../../main/hosts/server.ts', import.meta.url).href)};
      import { connect } from 'node:net';
      const log = { report: (error) => console.log('error', error.code), note: () => {}, repeat: () => {} };
      const handler = async () => new Response('inside');
      const { value } = await serve({ handler, log, now: () => new Date() }, { token: '${TOKEN}' });
      process.send(Number(new URL(value.origin).port));
      process.on('message', () => process.exit());`;
    const client = `
      import { fork } from 'node:child_process';
      import { connect } from 'node:net';
      import { writeFileSync } from 'node:fs';
      const child = fork(process.argv[2], { execPath: process.argv[3], execArgv: [] });
      const port = await new Promise((resolve) => child.once('message', resolve));
      const sockets = Array.from({ length: 300 }, () => connect(port, '127.0.0.1').on('error', () => {}));
      await new Promise((resolve) => setTimeout(resolve, 500));
      const ask = () => fetch('http://127.0.0.1:' + port + '/access', { headers: { authorization: 'Bearer ${TOKEN}' } });
      const during = (await ask()).status;
      const open = sockets.filter((socket) => !socket.destroyed).length;
      for (const socket of sockets) socket.destroy();
      const after = (await ask()).status;
      console.log(JSON.stringify({ during, after, open }));
      child.send('end');`;
    const { writeFileSync, chmodSync } = await import('node:fs');
    const [serverFile, clientFile, limited] = ['server.mjs', 'client.mjs', 'limited.sh'].map((name) => join(folder, name));
    writeFileSync(serverFile ?? '', script);
    writeFileSync(clientFile ?? '', client);
    writeFileSync(limited ?? '', `#!/bin/sh\nulimit -n 80\nexec "${process.execPath}" "$@"\n`);
    chmodSync(limited ?? '', 0o700);
    const { stdout } = await promisify(execFile)(process.execPath, [clientFile ?? '', serverFile ?? '', limited ?? '']);
    expect(JSON.parse(stdout)).toMatchObject({ during: 204, after: 204 });
  });
});

describe('TLS', () => {
  it('on another address asks browsers to keep using it', async () => {
    const [certificate, key] = [join(folder, 'c.pem'), join(folder, 'k.pem')];
    const subject = ['-subj', '/CN=localhost', '-days', '2'];
    await promisify(execFile)('openssl', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      key,
      '-out',
      certificate,
      ...subject,
    ]);
    const secure = await serveHere({ host: '0.0.0.0', tls: { certificate, key } });
    const socket = connectTls({ port: portOf(secure), host: '127.0.0.1', rejectUnauthorized: false });
    socket.write(request('GET /', `Host: 127.0.0.1:${portOf(secure)}`));
    expect(await answerOf(socket)).toMatch(/strict-transport-security: max-age=\d{6,}/i);
    await secure.close();
  });
});

describe('starting to serve', () => {
  it.each([
    ['an empty token', { token: '' }, /16 to 512/],
    ['a short token', { token: 'fifteen-letters' }, /16 to 512/],
    ['a token with a space', { token: 'sixteen letters and a space' }, /16 to 512/],
    ['a port out of range', { port: 99_999 }, /1 to 65535/],
    ['a negative port', { port: -1 }, /1 to 65535/],
    ['a port that is no number', { port: Number.NaN }, /1 to 65535/],
  ])('is refused in words with %s', async (_, options, words) => {
    const refused = await serve({ handler, log, now }, options);
    expect(refused.ok ? null : refused.failure.message).toMatch(words);
  });
});
