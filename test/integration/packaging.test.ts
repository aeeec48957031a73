// The packages of the desktop application, made by electron-builder with a stand-in for Electron's binary. What they hold runs under Node.

import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeBundle } from '../../electron/packaging/write-bundle.ts';
import { FUSE_SENTINEL, writeStubElectron } from '../fixtures/packaging/stub-electron.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'osteograde-packages-'));
const obstacle = process.env['CI'] === 'true' ? null : reasonToSkip();

let appImage = { desktop: '', desktopFileName: '' };

const unpacked = join(folder, 'packages', 'linux-unpacked');
const installed = join(folder, 'deb', 'opt', 'Osteograde');
const PLACES = [
  ['folder', unpacked],
  ['Debian package', installed],
] as const;

describe.skipIf(obstacle !== null)(
  `the packages${obstacle === null ? '' : ` (skipped: ${obstacle})`}`,
  { tags: ['slow'] },
  () => {
    beforeAll(async () => {
      writeStubElectron(join(folder, 'electron'));
      const env = { ...process.env, CUSTOM_FPM_PATH: join(root, 'test/fixtures/packaging/fpm.mjs') };
      const pack = [join(root, 'test/fixtures/packaging/pack.ts'), join(folder, 'electron'), join(folder, 'packages')];
      const { stdout } = await run(process.execPath, pack, { cwd: root, env, maxBuffer: 1e8 });
      appImage = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
      await run('dpkg-deb', ['-x', debianPackage(), join(folder, 'deb')]);
      for (const [, place] of PLACES) await extract(place);
    }, 300_000);
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each(PLACES)('grade a phantom from their command line (%s)', async (_, place) => {
      const phantoms = join(place, 'phantoms');
      const osteograde = async (...args: string[]): Promise<string> => {
        const env = { ...process.env, OSTEOGRADE_HOME: join(place, 'home'), ORT_DISABLE_TELEMETRY: '1' };
        return (await run(join(place, 'osteograde'), [join(place, 'app/dist/main/cli.js'), ...args], { cwd: folder, env }))
          .stdout;
      };
      await osteograde('phantom', '--subjects', '1', '--seed', '3', '--out', phantoms);
      const { hips }: { hips: { side: string; kind: string }[] } = JSON.parse(await osteograde('predict', phantoms, '--json'));
      expect(hips.map(({ side, kind }) => `${side} ${kind}`).sort()).toEqual(['left grades', 'right grades']);
      // Study files and the WebAssembly engine are outside the bundle, too.
      await osteograde('import', phantoms, '--study', join(place, 'study'), '--json');
      expect(await osteograde('engines')).toMatch(/wasm +tfjs/);
    });

    it.each(PLACES)('set every fuse (%s)', (_, place) => {
      const program = readFileSync(join(place, 'osteograde'), 'latin1');
      const start = program.indexOf(FUSE_SENTINEL) + FUSE_SENTINEL.length + 2;
      // runAsNode, cookies, NODE_OPTIONS, inspector, archive integrity, only the archive, V8 snapshot, file scheme, WebAssembly traps
      expect(program.slice(start, start + 9)).toBe('010011001');
    });

    it.each(PLACES)('bring the notices of everything they contain (%s)', (_, place) => {
      const notices = readFileSync(join(place, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
      for (const name of ['onnxruntime-node', 'better-sqlite3', '@tensorflow/tfjs', 'react'])
        expect(notices).toContain(`${name} `);
      expect(readFileSync(join(place, 'LICENSE.osteograde.txt'), 'utf8')).toContain('MIT');
      for (const name of ['LICENSE.electron.txt', 'LICENSES.chromium.html']) expect(existsSync(join(place, name))).toBe(true);
    });

    it.each(PLACES)('hold no tests, sources, source maps or binaries of other systems (%s)', (_, place) => {
      const files = readdirSync(join(place, 'app'), { recursive: true, encoding: 'utf8' });
      expect(files.length).toBeGreaterThan(500);
      expect(files.filter((name) => /\.(map|tsx?|cc|cpp|gyp)$/.test(name) || /^(test|main|renderer|docs)\//.test(name))).toEqual(
        [],
      );
      expect(files.filter((name) => /(darwin|win32|musl).*\.(node|dll|dylib|so)/.test(name))).toEqual([]);
      expect(files.filter((name) => /^node_modules\/(electron|vite|vitest|typescript|@playwright)\//.test(name))).toEqual([]);
      expect(files.filter((name) => name.startsWith('resources/icons/'))).toEqual(['resources/icons/512x512.png']);
    });

    it.each(PLACES)('keep native code outside the archive, for this machine only (%s)', (_, place) => {
      const outside = readdirSync(join(place, 'resources/app.asar.unpacked'), { recursive: true, encoding: 'utf8' });
      const native = outside.filter((name) => name.endsWith('.node') && !name.startsWith('build/'));
      expect(native.sort()).toEqual([
        `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`,
        `node_modules/onnxruntime-node/bin/napi-v6/linux/${process.arch}/onnxruntime_binding.node`,
      ]);
      const inside = readdirSync(join(place, 'app'), { recursive: true, encoding: 'utf8' });
      expect(inside.filter((name) => name.endsWith('.node') && !outside.includes(name))).toEqual([]);
    });

    it('keep only the English texts of Chromium', () => {
      expect(readdirSync(join(unpacked, 'locales'))).toEqual(['en-US.pak']);
    });

    it('start the AppImage with its sandbox, under the name of its window', () => {
      expect(appImage.desktopFileName).toBe('org.osteograde.workstation.desktop');
      expect(entryOf(appImage.desktop)).toMatchObject({ Exec: 'AppRun %U', StartupWMClass: 'org.osteograde.workstation' });
    });

    it('install a desktop entry and an icon in every size (Debian package)', () => {
      const share = join(folder, 'deb/usr/share');
      expect(entryOf(readFileSync(join(share, 'applications/org.osteograde.workstation.desktop'), 'utf8'))).toMatchObject({
        Name: 'Osteograde',
        Exec: '/opt/Osteograde/osteograde %U',
        Icon: 'osteograde',
        StartupWMClass: 'org.osteograde.workstation',
        Comment: expect.stringContaining('not for diagnosis'),
        Keywords: expect.stringContaining('DICOM;'),
        MimeType: 'application/dicom;',
        Categories: 'Science;MedicalSoftware;',
      });
      const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
      for (const size of sizes) {
        const icon = readFileSync(join(share, `icons/hicolor/${size}x${size}/apps/osteograde.png`));
        expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([size, size]);
      }
    });

    it('name a maintainer, what Electron needs and what training wants (Debian package)', async () => {
      const { stdout } = await run('dpkg-deb', ['-f', debianPackage()]);
      expect(stdout).toMatch(/^Maintainer: .+ <\S+@\S+>$/m);
      expect(stdout).toMatch(/^Depends: .*libgtk-3-0.*libasound2 \| libasound2t64, libgbm1/m);
      expect(stdout).toMatch(/^Recommends: libtorch1\.13 \| libtorch2\.6$/m);
      // Ubuntu lets a program make the namespaces of Chromium's sandbox only if a profile says so.
      expect(readFileSync(join(installed, 'resources/apparmor-profile'), 'utf8')).toMatch(
        /"\/opt\/Osteograde\/osteograde".*\{\s+userns,/,
      );
    });

    it('become an update that is verified (Debian package)', async () => {
      const { version }: { version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
      const order = {
        ...generateKeyPairSync('ed25519'),
        version,
        packages: join(folder, 'packages'),
        out: join(folder, 'update'),
      };
      expect(await writeBundle(order)).toEqual([basename(debianPackage())]);
    });
  },
);

function debianPackage(): string {
  const name = readdirSync(join(folder, 'packages')).find((file) => file.endsWith('.deb'));
  if (name === undefined) throw new Error('electron-builder made no Debian package.');
  return join(folder, 'packages', name);
}

/** Extracts the archive to `app`, because only Electron reads inside it. */
async function extract(place: string): Promise<void> {
  const asar = join(dirname(createRequire(import.meta.url).resolve('electron-builder/package.json')), '../.bin/asar');
  await run(asar, ['extract', join(place, 'resources/app.asar'), join(place, 'app')]);
}

/** Returns the keys of a desktop entry. */
function entryOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, key = '', value = '']) => [key, value]));
}

/** The packages hold what was built last. In CI that is always this source. */
function reasonToSkip(): string | null {
  const program = join(root, 'dist/main/cli.js');
  if (!existsSync(program)) return 'run npm run build first';
  const newest = Math.max(...['main', 'electron', 'renderer'].map(newestIn));
  if (statSync(program).mtimeMs < newest) return 'the build is older than the source: run npm run build';
  return existsSync('/usr/bin/dpkg-deb') ? null : 'this system has no dpkg-deb';
}

function newestIn(name: string): number {
  const files = readdirSync(join(root, name), { recursive: true, encoding: 'utf8' });
  return Math.max(...files.map((file) => statSync(join(root, name, file)).mtimeMs));
}
