import { describe, expect, it } from 'vitest';
import { guarded } from '../../../main/hosts/access.ts';

const answer = guarded(async () => new Response('inside'), {
  token: 'secret',
  hostNames: ['localhost'],
  secure: false,
});
const ask = (url: string, headers: Record<string, string> = {}, method = 'GET') => answer(new Request(url, { headers, method }));

describe('access to the server', () => {
  it('is refused without the token', async () => {
    expect((await ask('http://127.0.0.1:8000/rpc/study/current')).status).toBe(401);
    expect((await ask('http://127.0.0.1:8000/?token=wrong')).status).toBe(401);
    expect((await ask('http://127.0.0.1:8000/', { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await ask('http://127.0.0.1:8000/', { cookie: 'osteograde-8000=wrong' })).status).toBe(401);
  });

  it('exchanges the token of the printed address for a cookie that scripts cannot read', async () => {
    const response = await ask('http://127.0.0.1:8000/?token=secret&screen=library');
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/?screen=library');
    expect(response.headers.get('set-cookie')).toBe('osteograde-8000=secret; Path=/; HttpOnly; SameSite=Strict');
  });

  it('is granted by cookie and by bearer token', async () => {
    expect(await (await ask('http://localhost:8000/', { cookie: 'a=b; osteograde-8000=secret' })).text()).toBe('inside');
    expect(await (await ask('http://localhost:8000/', { authorization: 'Bearer secret' })).text()).toBe('inside');
  });

  it('is refused under a foreign host name, even with the token, which stops DNS rebinding', async () => {
    expect((await ask('http://evil.example:8000/', { authorization: 'Bearer secret' })).status).toBe(421);
    expect((await ask('http://evil.example:8000/?token=secret')).status).toBe(421);
  });

  it('is granted under any bare IP address, which DNS cannot redirect', async () => {
    for (const origin of ['http://192.168.1.7:8000', 'http://[::1]:8000']) {
      expect((await ask(origin, { authorization: 'Bearer secret' })).status).toBe(200);
    }
  });

  it('is refused to a page of another origin that sends the cookie', async () => {
    const cookie = 'osteograde-8000=secret';
    expect((await ask('http://127.0.0.1:8000/rpc/x', { cookie, origin: 'http://evil.example' }, 'POST')).status).toBe(403);
    expect((await ask('http://127.0.0.1:8000/rpc/x', { cookie, origin: 'http://127.0.0.1:9000' }, 'POST')).status).toBe(403);
    expect((await ask('http://127.0.0.1:8000/bytes/x', { cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await ask('http://127.0.0.1:8000/rpc/x', { cookie, origin: 'http://127.0.0.1:8000' }, 'POST')).status).toBe(200);
  });

  it('does not accept the cookie of another port', async () => {
    expect((await ask('http://127.0.0.1:8001/', { cookie: 'osteograde-8000=secret' })).status).toBe(401);
  });
});
