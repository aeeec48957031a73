import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { chooseStart, type Machine } from '../../../main/hosts/start/choose-start.ts';

const root = mkdtempSync(join(tmpdir(), 'osteograde-start-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const desk: Machine = { platform: 'linux', env: { DISPLAY: ':0' }, getuid: () => 1000 };

function place(path: string, content = ''): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), content);
}

describe('npm start', () => {
  it('serves if Electron was not downloaded, and says so', () => {
    expect(chooseStart(root, desk)).toMatchObject({ kind: 'serve', reason: expect.stringContaining('not installed') });
  });

  it('serves until the application is built', () => {
    place('node_modules/electron/path.txt', 'electron\n');
    place('node_modules/electron/dist/electron');
    expect(chooseStart(root, desk)).toMatchObject({ kind: 'serve', reason: expect.stringContaining('not built') });
  });

  it('opens the window if Electron, the build and a display are available', () => {
    place('dist/electron/main.js');
    const binary = join(root, 'node_modules/electron/dist/electron');
    expect(chooseStart(root, desk)).toEqual({ kind: 'window', binary });
    expect(chooseStart(root, { ...desk, env: { WAYLAND_DISPLAY: 'wayland-0' } })).toEqual({ kind: 'window', binary });
    expect(chooseStart(root, { platform: 'darwin', env: {} })).toEqual({ kind: 'window', binary });
  });

  it('serves without a display, and for root, which the sandbox refuses', () => {
    expect(chooseStart(root, { ...desk, env: {} })).toMatchObject({
      kind: 'serve',
      reason: expect.stringContaining('no display'),
    });
    expect(chooseStart(root, { ...desk, getuid: () => 0 })).toMatchObject({
      kind: 'serve',
      reason: expect.stringContaining('root'),
    });
  });
});
