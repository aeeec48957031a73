// The workstation on a real socket.

import { request } from 'node:http';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type RunningServer } from '../../main/hosts/server.ts';
import { buildWorkstation, type HostWorkstation } from '../../main/hosts/build-workstation.ts';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { films, temporaryFolder } from '../unit/cohort/films.ts';
import { writeTinyModel } from '../unit/inference/tiny-model.ts';
import { clientOf, lastOf } from './client.ts';

const folder = temporaryFolder();
let workstation: HostWorkstation;
let server: RunningServer;

beforeAll(async () => {
  mkdirSync(join(folder, 'home', 'models'), { recursive: true });
  writeTinyModel(join(folder, 'home', 'models'));
  await films(join(folder, 'films'), 1);
  workstation = buildWorkstation({ host: 'server', home: join(folder, 'home') });
  server = valueOrThrow(await serve(workstation));
});
afterAll(async () => {
  await server.close();
  await workstation.shutDown();
  rmSync(folder, { recursive: true, force: true });
});

const authorised = (path: string, init: RequestInit = {}) =>
  fetch(server.origin + path, { ...init, headers: { authorization: `Bearer ${server.token}` } });

/** Sends a request with another Host header, which fetch does not allow. Returns the status. */
async function statusAs(host: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const { port } = new URL(server.origin);
  const headers = { host, authorization: `Bearer ${server.token}` };
  const sent = request({ host: '127.0.0.1', port, path: '/', headers }, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  });
  sent.on('error', reject);
  sent.end();
  return promise;
}

describe('the server', () => {
  it('listens on loopback, and its address carries the token where only the page can read it', async () => {
    expect(server.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/sign-in#token=[\w-]{43}$/);
    const response = await fetch(server.address, { redirect: 'manual' });
    expect(response.status).toBe(200);
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it('refuses requests without the key and under a foreign host name', async () => {
    expect((await fetch(`${server.origin}/rpc/study/current`, { method: 'POST' })).status).toBe(401);
    expect(await statusAs('evil.example')).toBe(421);
  });

  it('sends the security headers with every response', async () => {
    const responses = [await authorised('/'), await fetch(server.origin), await authorised('/bytes/nothing/x')];
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 404]);
    for (const response of responses) {
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(response.headers.get('content-security-policy')).not.toMatch(/unsafe|\*/);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('does not serve files from outside the interface', async () => {
    for (const path of ['/..%2f..%2fpackage.json', '/%2e%2e/%2e%2e/package.json', '/assets/..%2f..%2f..%2fpackage.json']) {
      const response = await authorised(path);
      expect([path, response.status]).toEqual([path, 404]);
      expect(await response.text()).not.toContain('"dependencies"');
    }
  });

  it('imports and grades a new study, with inference in a separate process', async () => {
    const client = clientOf(server.origin, (sent) => {
      sent.headers.set('authorization', `Bearer ${server.token}`);
      return fetch(sent);
    });
    await client.studies.create({ name: 'Served', folder: join(folder, 'served') });
    const imported = await lastOf(await client.study.import({ paths: [join(folder, 'films')], upload: null, spacingMm: null }));
    expect(imported.state).toBe('done');
    const graded = await lastOf(await client.grading.run({ hipIds: [] }));
    expect(graded).toMatchObject({ state: 'done', done: 2, failure: null });
    expect((await client.study.summary()).graded).toBe(2);
  });

  it('refuses to leave loopback without TLS', async () => {
    const refused = await serve(workstation, { host: '0.0.0.0' });
    expect(refused.ok ? null : refused.failure.code).toBe('not-allowed');
    writeFileSync(join(folder, 'bad.pem'), 'not a certificate');
    const tls = { certificate: join(folder, 'bad.pem'), key: join(folder, 'bad.pem') };
    const unusable = await serve(workstation, { host: '0.0.0.0', tls });
    expect(unusable.ok ? null : unusable.failure.code).toBe('file-unreadable');
  });

  it('reports that the port is taken', async () => {
    const taken = await serve(workstation, { port: Number(new URL(server.origin).port) });
    expect(taken.ok ? null : taken.failure.message).toMatch(/Another program uses port/);
  });
});
