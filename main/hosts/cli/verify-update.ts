// `osteograde verify-update`: checks an update on a disk before anyone installs it.

import { basename, join, resolve } from 'node:path';
import type { KeyObject } from 'node:crypto';
import { failed, success, type Result } from '../../domain/failure.ts';
import { readSmallText } from '../../files/read-json.ts';
import { programVersion, projectRoot } from '../project-files.ts';
import { updatesText } from '../text/updates.ts';
import { publicKeyIn, verifyBundle } from '../updates/verify-bundle.ts';
import type { Terminal } from './terminal.ts';

export interface VerifyChoices {
  /** Defaults to the key that ships with the program. */
  readonly key?: string;
  readonly allowOlder?: boolean;
}

/** True if the update is unaltered, signed with the key, and not older than this program. */
export async function verifyUpdate(
  folder: string,
  choices: VerifyChoices,
  terminal: Pick<Terminal, 'line' | 'error'>,
): Promise<boolean> {
  const key = await updateKey(choices.key);
  const bundle = key.ok ? await verifyBundle(resolve(folder), key.value) : key;
  if (!bundle.ok) {
    terminal.error(bundle.failure.message);
    return false;
  }
  const { version, packages } = bundle.value;
  const installed = programVersion();
  if (isOlder(version, installed) && choices.allowOlder !== true) {
    terminal.error(updatesText.older(version, installed));
    return false;
  }
  terminal.line(updatesText.verified(version, installed));
  for (const name of packages) terminal.line(updatesText.file(name));
  return true;
}

/** A public key in PEM has about 100 bytes. **(ours)** */
const LARGEST_KEY = 1e5;

async function updateKey(named: string | undefined): Promise<Result<KeyObject>> {
  const file = named ?? join(projectRoot(), 'resources', 'updates', 'public-key.pem');
  const pem = await readSmallText(file, LARGEST_KEY);
  if (!pem.ok && named === undefined) return failed('file-not-found', updatesText.noKey);
  const key = pem.ok ? publicKeyIn(pem.value) : null;
  return key === null ? failed('bad-request', updatesText.keyUnusable(basename(file))) : success(key);
}

/** Compares the three numbers. A preview such as 1.2.0-beta counts as 1.2.0. */
function isOlder(version: string, installed: string): boolean {
  const numbers = (text: string): number[] => text.replace(/-.*$/, '').split('.').map(Number);
  const [ours, theirs] = [numbers(installed), numbers(version)];
  const differing = theirs.findIndex((number, i) => number !== ours[i]);
  return differing >= 0 && (theirs[differing] ?? 0) < (ours[differing] ?? 0);
}
