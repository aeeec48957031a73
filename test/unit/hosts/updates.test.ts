// Updates for machines without a network: making a bundle, verifying it, and every way in which somebody could alter it on its way.

import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeKey } from '../../../electron/packaging/make-key.ts';
import { writeBundle } from '../../../electron/packaging/write-bundle.ts';
import { verifyUpdate, type VerifyChoices } from '../../../main/hosts/cli/verify-update.ts';
import { publicKeyIn, verifyBundle } from '../../../main/hosts/updates/verify-bundle.ts';

const keys = generateKeyPairSync('ed25519');
const VERSION = '9.1.0';
const DEB = `osteograde_${VERSION}_amd64.deb`;

let folder = '';
let bundle = '';

/** Makes packages of a version and bundles them. */
async function makeBundle(version = VERSION): Promise<string> {
  const packages = join(folder, `packages-${version}`);
  await mkdir(packages);
  await writeFile(join(packages, `osteograde_${version}_amd64.deb`), 'a Debian package');
  await writeFile(join(packages, `Osteograde-${version}.AppImage`), 'an AppImage');
  await writeFile(join(packages, 'Osteograde-0.0.9.AppImage'), 'an older AppImage');
  await writeFile(join(packages, 'builder-debug.yml'), 'no package');
  const out = join(folder, `bundle-${version}`);
  await writeBundle({ ...keys, version, packages, out });
  return out;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osteograde-updates-'));
  bundle = await makeBundle();
});

const verified = async (): Promise<string> => {
  const result = await verifyBundle(bundle, keys.publicKey);
  return result.ok ? `version ${result.value.version}` : result.failure.message;
};

describe('a bundle', () => {
  it('holds the packages of its version and is verified', async () => {
    expect(await verifyBundle(bundle, keys.publicKey)).toEqual({
      ok: true,
      value: { version: VERSION, packages: [`Osteograde-${VERSION}.AppImage`, DEB] },
    });
  });

  const noOpenssl = spawnSync('openssl', ['version']).status !== 0;

  it.skipIf(noOpenssl)('is verified by sha256sum and openssl too', async () => {
    expect(execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: bundle, encoding: 'utf8' })).toContain(`${DEB}: OK`);
    await writeFile(join(folder, 'key.pem'), keys.publicKey.export({ type: 'spki', format: 'pem' }));
    const names = ['-inkey', join(folder, 'key.pem'), '-in', 'SHA256SUMS', '-sigfile', 'SHA256SUMS.sig'];
    const openssl = execFileSync('openssl', ['pkeyutl', '-verify', '-pubin', '-rawin', ...names], {
      cwd: bundle,
      encoding: 'utf8',
    });
    expect(openssl).toContain('Verified Successfully');
  });

  it('is not made with a key that nobody could verify', async () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const order = {
      ...keys,
      publicKey,
      version: VERSION,
      packages: join(folder, `packages-${VERSION}`),
      out: join(folder, 'new'),
    };
    await expect(writeBundle(order)).rejects.toThrow('nobody could verify');
  });

  it('is not made without packages, or over another', async () => {
    const order = { ...keys, version: VERSION, packages: join(folder, `packages-${VERSION}`), out: join(folder, 'new') };
    await expect(writeBundle({ ...order, version: '9.2.0' })).rejects.toThrow('no package of version 9.2.0');
    await expect(writeBundle({ ...order, out: bundle })).rejects.toThrow('exists');
  });
});

describe('an altered bundle', () => {
  it.each([
    ['a flipped byte', async () => appendFile(join(bundle, DEB), 'x'), 'differs from the signed list'],
    ['a missing package', async () => rm(join(bundle, DEB)), 'is missing'],
    ['an added package', async () => writeFile(join(bundle, 'osteograde_9.1.1_amd64.deb'), 'x'), 'not in the signed list'],
    ['a hidden file', async () => writeFile(join(bundle, '.install.sh'), 'x'), 'not in the signed list'],
    ['exchanged packages', async () => exchange(DEB, `Osteograde-${VERSION}.AppImage`), 'differs from the signed list'],
    ['an altered description', async () => writeFile(join(bundle, 'update.json'), '{}'), 'differs from the signed list'],
    [
      'another list',
      async () => appendFile(join(bundle, 'SHA256SUMS'), `${'0'.repeat(64)}  x\n`),
      'The signature does not belong',
    ],
    [
      'another signature',
      async () => writeFile(join(bundle, 'SHA256SUMS.sig'), Buffer.alloc(64)),
      'The signature does not belong',
    ],
    ['a cut signature', async () => writeFile(join(bundle, 'SHA256SUMS.sig'), 'x'), 'The signature does not belong'],
    ['no signature', async () => rm(join(bundle, 'SHA256SUMS.sig')), 'not an update'],
    ['an endless signature', async () => writeFile(join(bundle, 'SHA256SUMS.sig'), 'x'.repeat(65)), 'not an update'],
    ['a link instead of a package', async () => linked(DEB), 'differs from the signed list'],
    ['a link instead of the list', async () => linked('SHA256SUMS'), 'not an update'],
  ])('is refused: %s', async (_, alter, reason) => {
    await alter();
    expect(await verified()).toContain(reason);
  });

  it('is refused if someone else signed it', async () => {
    const other = generateKeyPairSync('ed25519');
    await writeFile(join(bundle, 'SHA256SUMS.sig'), sign(null, await readFile(join(bundle, 'SHA256SUMS')), other.privateKey));
    expect(await verified()).toContain('The signature does not belong');
  });

  it.each([
    ['a way out of the folder', `${'0'.repeat(64)}  ../../etc/passwd\n`],
    ['a folder', `${'0'.repeat(64)}  folder/file\n`],
    ['an option', `${'0'.repeat(64)}  --help\n`],
    ['a name twice', `${'0'.repeat(64)}  a\n${'1'.repeat(64)}  a\n`],
    ['a sum that is too short', `00  a\n`],
    ['nothing', ''],
  ])('is refused even when signed, if its list names %s', async (_, list) => {
    await writeFile(join(bundle, 'SHA256SUMS'), list);
    await writeFile(join(bundle, 'SHA256SUMS.sig'), sign(null, Buffer.from(list), keys.privateKey));
    expect(await verified()).toContain('malformed');
  });

  async function exchange(one: string, other: string): Promise<void> {
    await rename(join(bundle, one), join(folder, 'kept'));
    await rename(join(bundle, other), join(bundle, one));
    await rename(join(folder, 'kept'), join(bundle, other));
  }

  async function linked(name: string): Promise<void> {
    await rename(join(bundle, name), join(folder, name));
    await symlink(join(folder, name), join(bundle, name));
  }
});

describe('osteograde verify-update', () => {
  const run = async (choices: VerifyChoices = {}): Promise<string[]> => {
    const lines: string[] = [];
    const print = (text: string): void => void lines.push(text);
    const accepted = await verifyUpdate(bundle, choices, { line: print, error: print });
    return [accepted ? 'accepted' : 'refused', ...lines];
  };
  const keyFile = async (): Promise<string> => {
    await writeFile(join(folder, 'key.pem'), keys.publicKey.export({ type: 'spki', format: 'pem' }));
    return join(folder, 'key.pem');
  };

  it('accepts a newer version and names its packages', async () => {
    const [outcome, sentence, ...names] = await run({ key: await keyFile() });
    expect(outcome).toBe('accepted');
    expect(sentence).toMatch(/^This is Osteograde 9\.1\.0, unaltered and signed by the expected key\. Osteograde \d/);
    expect(names).toEqual([`  Osteograde-${VERSION}.AppImage`, `  ${DEB}`]);
  });

  it('refuses an older version unless the user asks for it', async () => {
    bundle = await makeBundle('0.0.9');
    const key = await keyFile();
    expect(await run({ key })).toEqual(['refused', expect.stringContaining('older than the installed')]);
    expect((await run({ key, allowOlder: true })).at(0)).toBe('accepted');
  });

  it('refuses an altered update in words', async () => {
    await appendFile(join(bundle, DEB), 'x');
    expect(await run({ key: await keyFile() })).toEqual(['refused', expect.stringContaining('Do not install it')]);
  });

  it('asks for a key if it has none, and refuses other files as a key', async () => {
    await writeFile(
      join(folder, 'rsa.pem'),
      generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'pem' }),
    );
    for (const key of [join(folder, 'none.pem'), join(bundle, DEB), join(folder, 'rsa.pem')])
      expect(await run({ key })).toEqual(['refused', expect.stringContaining('is not an Ed25519 public key')]);
  });
});

describe('the key pair', () => {
  it('is made once, and only its owner reads the private key', async () => {
    const [privateFile, publicFile] = [join(folder, 'private.pem'), join(folder, 'resources/public-key.pem')];
    makeKey(privateFile, publicFile);
    expect((await stat(privateFile)).mode & 0o777).toBe(0o600);
    const text = Buffer.from('text');
    const made = publicKeyIn(await readFile(publicFile, 'utf8'));
    expect(made).not.toBe(null);
    expect(sign(null, text, createPrivateKey(await readFile(privateFile)))).toHaveLength(64);
    expect(() => makeKey(privateFile, publicFile)).toThrow('exists');
  });

  it('never has its private part in the repository', () => {
    const root = join(import.meta.dirname, '../../..');
    const command = [join(root, 'electron/packaging/make-key.ts'), join(root, 'build/private.pem')];
    expect(() => execFileSync(process.execPath, command, { stdio: 'pipe' })).toThrow('must not be in the repository');
    const shipped = join(root, 'resources/updates');
    const texts = readdirSync(shipped).map((name) => readFileSync(join(shipped, name), 'utf8'));
    expect(texts.filter((text) => text.includes('PRIVATE KEY'))).toEqual([]);
  });
});
