import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { afterPack } from '../../../electron/packaging/flip-fuses.ts';
import { FUSE_SENTINEL } from '../../fixtures/packaging/stub-electron.ts';

/** The fuses of the packaged program. Neither the environment nor the command line can undo them. */
const FUSES = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
};

const packaging = readFileSync(new URL('../../../electron-builder.yml', import.meta.url), 'utf8');

/** Reads the `name: true|false` lines below `electronFuses`. */
function fusesOf(text: string): Record<string, boolean> {
  const block = /^electronFuses:\n((?: {2}\w+: (?:true|false)\n)+)/m.exec(text)?.[1] ?? '';
  return Object.fromEntries([...block.matchAll(/(\w+): (true|false)/g)].map(([, name, value]) => [name, value === 'true']));
}

describe('the packaged program', () => {
  it('has every fuse set', () => {
    expect(fusesOf(packaging)).toEqual(FUSES);
  });

  it.each(Object.entries(FUSES))('fails the check when the fuse %s is not %s', (name, value) => {
    expect(fusesOf(packaging.replace(`${name}: ${value}`, `${name}: ${!value}`))).not.toEqual(FUSES);
    expect(fusesOf(packaging.replace(`  ${name}: ${value}\n`, ''))).not.toEqual(FUSES);
  });

  it('is refused if Electron has a fuse that nobody has decided on', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'osteograde-fuses-'));
    const pack = async (fuses: string): Promise<string> => {
      const program = join(folder, 'osteograde');
      await writeFile(program, `${FUSE_SENTINEL}\u0001${String.fromCharCode(fuses.length)}${fuses}`);
      const packager = {
        executableName: 'osteograde',
        appInfo: { productFilename: 'Osteograde' },
        config: { electronFuses: FUSES },
      };
      await afterPack({ appOutDir: folder, electronPlatformName: 'linux', packager });
      return (await readFile(program, 'latin1')).slice(FUSE_SENTINEL.length + 2);
    };
    expect(await pack('101100011')).toBe('010011001');
    await expect(pack('1011000111')).rejects.toThrow(/10 fuses/);
  });

  it('starts its AppImage with the sandbox', () => {
    expect(packaging).toMatch(/^appImage:\n {2}executableArgs: \[\]$/m);
    expect(packaging).toMatch(/^toolsets:\n(?: {2}#.*\n)* {2}appimage: 1\.0\.3$/m);
    expect(packaging).not.toMatch(/^[^#\n]*--no-sandbox/m);
  });

  it('is published nowhere', () => {
    expect(packaging).toMatch(/^publish: null$/m);
  });
});
