// Where the program's own files are, in the source and in the build.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { siblingProgram } from '../processes/program.ts';

/** The folder that holds package.json. */
export function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error('There is no package.json above the program, so the installation is incomplete. Install it again.');
    folder = parent;
  }
  return folder;
}

/** Returns the path of a program in this folder, such as `inference-child`. */
export function entryPoint(name: string): string {
  return fileURLToPath(siblingProgram(name, import.meta.url));
}

export function programVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8'));
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined;
  return typeof version === 'string' ? version : 'unknown';
}
