// The paths that a caller of a procedure may name.

import { join } from 'node:path';
import { valueOrThrow } from '../../domain/failure.ts';
import { allowedPath } from '../../files/allowed-path.ts';
import type { Environment } from '../environment.ts';

/** Returns the path if the caller may name it. Throws a `FailureError` otherwise. */
export async function allowed(environment: Environment, path: string): Promise<string> {
  const { roots } = environment;
  return valueOrThrow(await allowedPath(path, { roots, closed: [uploadsFolder(environment)] }));
}

/** The same for a path that may be missing. */
export async function allowedOrNull(environment: Environment, path: string | null): Promise<string | null> {
  return path === null ? null : allowed(environment, path);
}

export function uploadsFolder({ home }: Pick<Environment, 'home'>): string {
  return join(home, 'uploads');
}
