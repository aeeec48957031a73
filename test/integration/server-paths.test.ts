// Which files of the machine a page can reach through the server.

import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { buildWorkstation, type HostWorkstation } from '../../main/hosts/build-workstation.ts';
import { serve, type RunningServer } from '../../main/hosts/server.ts';
import { films, newStudy, temporaryFolder } from '../unit/cohort/films.ts';
import { failureOf, pageOf, type Page } from './client.ts';

const folder = temporaryFolder();

interface Served {
  readonly home: string;
  readonly workstation: HostWorkstation;
  readonly server: RunningServer;
  readonly page: Page;
  readonly send: (path: string, init: RequestInit) => Promise<Response>;
}

async function serveHome(name: string, roots: readonly string[] | null): Promise<Served> {
  const home = join(folder, name);
  const workstation = buildWorkstation({ host: 'server', home, roots });
  const server = valueOrThrow(await serve(workstation));
  const authorised = (request: Request): Promise<Response> => {
    request.headers.set('authorization', `Bearer ${server.token}`);
    return fetch(request);
  };
  return {
    home,
    workstation,
    server,
    page: pageOf(server.origin, authorised),
    send: (path, init) => authorised(new Request(server.origin + path, init)),
  };
}

let own: Served;
let shared: Served;
beforeAll(async () => {
  await films(join(folder, 'films'), 1);
  mkdirSync(join(folder, 'allowed'));
  own = await serveHome('own', null);
  shared = await serveHome('shared', [join(folder, 'allowed')]);
});
afterAll(async () => {
  for (const { server, workstation } of [own, shared]) {
    await server.close();
    await workstation.shutDown();
  }
  rmSync(folder, { recursive: true, force: true });
});

describe('a server for others', () => {
  it('creates and opens studies only among the studies and below its roots', async () => {
    const { client } = shared.page;
    expect(await failureOf(client.studies.create({ name: 'A', folder: join(folder, 'elsewhere') }))).toBe('not-allowed');
    expect(await failureOf(client.studies.create({ name: 'A', folder: `${folder}/allowed/../elsewhere` }))).toBe('not-allowed');
    expect(await failureOf(client.studies.create({ name: 'A', folder: join(folder, 'allowed', 'a') }))).toBe('none');
    expect(await failureOf(client.studies.create({ name: 'B', folder: null }))).toBe('none');
    expect(await failureOf(client.studies.open({ folder: '/etc' }))).toBe('not-allowed');
  });

  it('imports and trains only from there', async () => {
    const { client } = shared.page;
    await client.studies.create({ name: 'C', folder: null });
    const source = { paths: [join(folder, 'films')], upload: null, spacingMm: null };
    expect(await failureOf(client.study.planImport(source))).toBe('not-allowed');
    const choice = { presetId: 'hip', dataFolder: '/etc', weights: null };
    expect(await failureOf(client.training.preflight(choice))).toBe('not-allowed');
    expect(await failureOf(client.training.preflight({ ...choice, dataFolder: null, weights: '/etc/passwd' }))).toBe(
      'not-allowed',
    );
  });
});

describe('a study that was sent as an upload', () => {
  it('is never opened, not even on the own machine', async () => {
    const stranger = await newStudy(join(folder, 'stranger'));
    stranger.close();
    copyFileSync(join(folder, 'stranger', 'study.sqlite'), join(folder, 'evil.sqlite'));
    for (const { home, page, send } of [own, shared]) {
      const sent = await send('/bytes/uploads/evil/study.sqlite', {
        method: 'PUT',
        body: readFileSync(join(folder, 'evil.sqlite')),
      });
      expect(sent.status).toBe(204);
      for (const path of ['uploads/evil', 'uploads', 'studies/../uploads/evil']) {
        expect(await failureOf(page.client.studies.open({ folder: `${home}/${path}` }))).toBe('not-allowed');
      }
    }
  });
});

describe('an upload', () => {
  it('of more than the disk can hold is refused in words before it is sent', async () => {
    const terabytes = 900_000 * 1024 ** 2;
    const { promise, resolve, reject } = Promise.withResolvers<{ readonly status: number; readonly words: string }>();
    const { request } = await import('node:http');
    const sent = request(`${own.server.origin}/bytes/uploads/u/huge.zip`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${own.server.token}`, 'content-length': terabytes },
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      let words = '';
      response.on('data', (chunk) => (words += String(chunk)));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, words }));
    });
    sent.write('x');
    const { status, words } = await promise;
    sent.destroy();
    expect([413, 507]).toContain(status);
    expect(JSON.parse(words)).toMatchObject({ code: 'upload-too-large', message: expect.stringMatching(/at most \d+ MB/) });
  });
});

describe('an upload that breaks off', () => {
  it('leaves no file and no error in the log, and the server goes on', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { request } = await import('node:http');
    const sent = request(`${own.server.origin}/bytes/uploads/broken/a.dcm`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${own.server.token}`, 'content-length': 1e6 },
    });
    sent.on('error', () => resolve());
    sent.write(new Uint8Array(1e5));
    setTimeout(() => sent.destroy(new Error('the page was closed')), 300);
    await promise;
    await pause(300);
    const files = readdirSync(join(own.home, 'uploads'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((name) => name.includes('a.dcm') || /[\\/]\.[^\\/]+$/.test(name))).toEqual([]);
    expect((await own.page.client.workstation.log()).lines.join('\n')).not.toMatch('error in');
  });
});

describe('a request that cannot be parsed', () => {
  it.each([
    ['half an object', 'application/json', '{"json":{"Smith"'],
    ['a form without a boundary', 'multipart/form-data', 'Smith'],
    ['a number for an object', 'application/json', '5'],
  ])('as %s is the sender’s fault and leaves no error in the log', async (_, type, text) => {
    const sent = await own.send('/rpc/studies/open', { method: 'POST', headers: { 'content-type': type }, body: text });
    expect(sent.status).toBe(400);
    const { lines } = await own.page.client.workstation.log();
    expect(lines.join('\n')).not.toMatch(/error in|Smith/);
    expect(lines.at(-1)).toMatch(/refused request: 400 Bad Request$/);
  });
});

describe('the log', () => {
  it('records starts and jobs, and a page can read it', async () => {
    const { lines, path } = await own.page.client.workstation.log();
    expect(path).toBe(join(own.home, 'logs', 'osteograde.log'));
    expect(lines[0]).toMatch(/^\S+ start: server, version \d+\.\d+\.\d+, Node 2\d/);
  });
});
