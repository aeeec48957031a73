// The content policy stands in the built page and in the headers of every response. If they differ, a browser obeys the stricter of both.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secured } from '../../main/hosts/security-headers.ts';
import { withInterface } from '../../main/hosts/static-files.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'osteograde-page-'));

beforeAll(async () => {
  await build({ configFile: join(root, 'renderer/vite.config.ts'), logLevel: 'error', build: { outDir: folder } });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function page(): Promise<{ readonly header: string; readonly meta: string }> {
  const handler = withInterface(async () => new Response(), folder);
  const response = secured(await handler(new Request('http://127.0.0.1/')));
  const [, meta] = /<meta http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(await response.text()) ?? [];
  return { header: response.headers.get('content-security-policy') ?? '', meta: meta ?? '' };
}

describe('the built page', () => {
  it('states the policy of its headers, except the directive that only headers may hold', async () => {
    const { header, meta } = await page();
    expect(header.replace("; frame-ancestors 'self'", '')).toBe(meta);
    expect(header).not.toBe(meta);
  });

  it('allows no script but its own files, and no origin but its own', async () => {
    const { meta } = await page();
    expect(meta).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(meta).not.toMatch(/unsafe|https?:|\*/);
  });
});
