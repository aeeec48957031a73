import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { withInterface } from '../../../main/hosts/static-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-static-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

mkdirSync(join(folder, 'renderer', 'assets'), { recursive: true });
writeFileSync(join(folder, 'renderer', 'index.html'), '<!doctype html>');
writeFileSync(join(folder, 'renderer', 'assets', 'main-abc.js'), 'export {}');
writeFileSync(join(folder, 'secret.json'), '{"secret": true}');

const serving = withInterface(
  async (request) => new Response(`asked ${new URL(request.url).pathname}`),
  join(folder, 'renderer'),
);
const get = (path: string, method = 'GET') => serving(new Request(`http://127.0.0.1${path}`, { method }));

describe('the interface as files', () => {
  it('serves its page for every screen, and its assets with unlimited caching', async () => {
    for (const path of ['/', '/case/S1']) expect(await (await get(path)).text()).toBe('<!doctype html>');
    const script = await get('/assets/main-abc.js');
    expect(script.headers.get('content-type')).toMatch('text/javascript');
    expect(script.headers.get('cache-control')).toContain('immutable');
  });

  it('passes procedures and bytes on', async () => {
    expect(await (await get('/rpc/study/current', 'POST')).text()).toBe('asked /rpc/study/current');
    expect(await (await get('/bytes/thumbnails/x')).text()).toBe('asked /bytes/thumbnails/x');
  });

  it('serves nothing from outside its folder, and answers 404 for a missing file', async () => {
    for (const path of ['/..%2fsecret.json', '/%2e%2e%2fsecret.json', '/assets/..%2f..%2fsecret.json', '/absent.js']) {
      expect((await get(path)).status).toBe(404);
    }
    expect((await get('/', 'POST')).status).toBe(405);
  });

  it('explains how to build it if it was not built', async () => {
    const unbuilt = withInterface(async () => new Response(), join(folder, 'nowhere'));
    expect(await (await unbuilt(new Request('http://127.0.0.1/'))).text()).toContain('npm run build');
  });
});
