// Makes the key pair for updates: node electron/packaging/make-key.ts FILE. Needed once, by whoever publishes Osteograde.

import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { updatesText } from '../../main/hosts/text/updates.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = updatesText.make;

/** `publicFile` is where every later package finds the public key. */
export function makeKey(privateFile: string, publicFile: string): void {
  for (const file of [privateFile, publicFile]) if (existsSync(file)) throw new Error(text.keyExists(file));
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  // Only its owner may read the private key.
  writeFileSync(privateFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  mkdirSync(dirname(publicFile), { recursive: true });
  writeFileSync(publicFile, publicKey.export({ type: 'spki', format: 'pem' }), { flag: 'wx' });
}

function isInside(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return !way.startsWith('..') && !isAbsolute(way);
}

if (import.meta.main) {
  const [named] = process.argv.slice(2);
  if (named === undefined) throw new Error(text.keyUsage);
  const file = resolve(named);
  if (isInside(root, file)) throw new Error(text.keyInside);
  const publicFile = join(root, 'resources', 'updates', 'public-key.pem');
  makeKey(file, publicFile);
  process.stdout.write(`${text.keyMade(file, relative(root, publicFile))}\n`);
}
