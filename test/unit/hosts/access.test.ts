import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { expiringAddress, signedAddress } from '../../../main/contract/signed-address.ts';
import { guarded, onlyUnder } from '../../../main/hosts/access.ts';

const TOKEN = 'a-token-of-the-test';
const ORIGIN = 'http://127.0.0.1:8000';
const START_MS = Date.UTC(2026, 0, 1);
let nowMs = START_MS;

const answer = onlyUnder(
  ['localhost'],
  guarded(async () => new Response('inside'), { token: TOKEN, now: () => new Date(nowMs) }),
);
const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  answer(new Request(path.startsWith('http') ? path : `${ORIGIN}${path}`, { headers, method }));
const authorization = `Bearer ${TOKEN}`;

/** Signs an address as the page does. */
function signed(path: string, token = TOKEN): string {
  const expiring = expiringAddress(path, START_MS);
  return signedAddress(expiring, createHmac('sha256', token).update(expiring).digest('base64url'));
}

describe('access to the server', () => {
  it('is refused without the token', async () => {
    expect((await ask('/rpc/study/current')).status).toBe(401);
    expect((await ask(`/rpc/study/current?token=${TOKEN}`)).status).toBe(401);
    expect((await ask('/', { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await ask('/', { authorization: 'Bearer ' })).status).toBe(401);
  });

  it('is granted by the token in the header, and a page can check it', async () => {
    expect(await (await ask('/', { authorization })).text()).toBe('inside');
    expect((await ask('/access', { authorization })).status).toBe(204);
    expect((await ask('/access')).status).toBe(401);
  });

  it('is never granted by a cookie, which other ports of the host receive', async () => {
    for (const cookie of [`osteograde-8000=${TOKEN}`, `token=${TOKEN}`, TOKEN]) {
      expect((await ask('/rpc/study/current', { cookie }, 'POST')).status).toBe(401);
    }
  });

  it('is refused under a foreign host name, even with the token, which stops DNS rebinding', async () => {
    expect((await ask('http://evil.example:8000/', { authorization })).status).toBe(421);
  });

  it('is granted under any bare IP address, which DNS cannot redirect', async () => {
    for (const origin of ['http://192.168.1.7:8000', 'http://[::1]:8000']) {
      expect((await ask(origin, { authorization })).status).toBe(200);
    }
  });

  it('is refused to a page of another origin', async () => {
    expect((await ask('/rpc/x', { authorization, origin: 'http://evil.example' }, 'POST')).status).toBe(403);
    expect((await ask('/rpc/x', { authorization, origin: 'http://127.0.0.1:9000' }, 'POST')).status).toBe(403);
    expect((await ask(signed('/bytes/x'), { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await ask(signed('/bytes/x'), { 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await ask('/rpc/x', { authorization, origin: ORIGIN }, 'POST')).status).toBe(200);
  });
});

describe('a signed address', () => {
  it('can be read, with and without a query of its own', async () => {
    for (const path of ['/bytes/thumbnails/a%7Cb', '/bytes/heatmaps/x/y?score=1', '/bytes/reports/a/Müller.pdf']) {
      expect((await ask(signed(new URL(path, ORIGIN).href.slice(ORIGIN.length)))).status).toBe(200);
    }
  });

  it('opens no other address, and nothing that changes data', async () => {
    const address = signed('/bytes/thumbnails/a');
    expect((await ask(address.replace('thumbnails/a', 'thumbnails/b'))).status).toBe(401);
    expect((await ask(address.replace('?', '?longest=9&'))).status).toBe(401);
    expect((await ask(`${address}&longest=9`)).status).toBe(401);
    expect((await ask(address.replace('expires=1', 'expires=2'))).status).toBe(401);
    expect((await ask(signed('/bytes/thumbnails/a', 'another-token-of-16'))).status).toBe(401);
    for (const method of ['POST', 'PUT', 'DELETE']) expect((await ask(address, {}, method)).status).toBe(401);
  });

  it('stays the same for an hour and expires after two', async () => {
    const address = signed('/bytes/thumbnails/a');
    expect(expiringAddress('/x', START_MS)).toBe(expiringAddress('/x', START_MS + 3_599_999));
    nowMs = START_MS + 7_199_999;
    expect((await ask(address)).status).toBe(200);
    nowMs = START_MS + 7_200_000;
    expect((await ask(address)).status).toBe(401);
    nowMs = START_MS;
  });
});
