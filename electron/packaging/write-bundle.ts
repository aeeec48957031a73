// Makes an update for machines without a network: node electron/packaging/write-bundle.ts KEY [PACKAGES] [OUT]. Copies the packages of this
// version into a folder, lists their sums and signs the list.

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programVersion } from '../../main/hosts/project-files.ts';
import { updatesText } from '../../main/hosts/text/updates.ts';
import { FILE_NAME } from '../../main/hosts/updates/bundle.ts';
import { signBundle } from '../../main/hosts/updates/sign-bundle.ts';
import { publicKeyIn, verifyBundle } from '../../main/hosts/updates/verify-bundle.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = updatesText.make;

export interface BundleOrder {
  readonly privateKey: KeyObject;
  /** The key that the packages hold. It must belong to the private one. */
  readonly publicKey: KeyObject;
  readonly version: string;
  /** The folder that electron-builder wrote to. */
  readonly packages: string;
  /** A folder that does not exist yet. */
  readonly out: string;
}

/** Returns the names of the packages in the bundle. */
export async function writeBundle(order: BundleOrder): Promise<readonly string[]> {
  if (!createPublicKey(order.privateKey).equals(order.publicKey)) throw new Error(text.otherKey);
  const names = (await readdir(order.packages)).filter((name) => isPackage(name, order.version));
  if (names.length === 0) throw new Error(text.noPackages(order.packages, order.version));
  if ((await mkdir(order.out, { recursive: true })) === undefined) throw new Error(text.outExists(order.out));
  for (const name of names) await copyFile(join(order.packages, name), join(order.out, name));
  await signBundle(order.out, order.version, order.privateKey);
  const bundle = await verifyBundle(order.out, order.publicKey);
  if (!bundle.ok) throw new Error(bundle.failure.message);
  return bundle.value.packages;
}

/** True for `osteograde_1.2.0_amd64.deb` and `Osteograde-1.2.0.AppImage`, but not for `Osteograde-11.2.0.AppImage`. */
function isPackage(name: string, version: string): boolean {
  const [before = '', after = ''] = name.split(version);
  return /[_-]$/.test(before) && /^[_.-]/.test(after) && FILE_NAME.test(name) && /\.(deb|AppImage|exe|dmg)$/.test(name);
}

if (import.meta.main) {
  const [key, packages = join(root, 'dist', 'packages'), named] = process.argv.slice(2);
  if (key === undefined) throw new Error(text.usage);
  const version = programVersion();
  const out = resolve(named ?? join(root, 'dist', 'updates', `osteograde-${version}`));
  const publicKey = publicKeyIn(await readFile(join(root, 'resources', 'updates', 'public-key.pem'), 'utf8').catch(() => ''));
  if (publicKey === null) throw new Error(updatesText.noKey);
  const privateKey = createPrivateKey(await readFile(key));
  const names = await writeBundle({ privateKey, publicKey, version, packages: resolve(packages), out });
  process.stdout.write(`${text.made(out, names.length)}\n`);
}
