// What a child process may take. The parent passes it as arguments; the child's watchdog enforces it.

import { z } from 'zod';

export interface ChildBounds {
  /** The resident memory above which the child is killed. */
  readonly megabytes: number;
  /** How long the child may outlive its parent, to end in order. */
  readonly orphanMs: number;
}

const KnownBoundsSchema = z.object({
  parent: z.coerce.number().int().positive(),
  megabytes: z.coerce.number().int().positive(),
  orphanMs: z.coerce.number().int().nonnegative(),
});

/** The bounds as the child knows them, with the process id of its parent. */
export type KnownBounds = Readonly<z.infer<typeof KnownBoundsSchema>>;

export function boundsArguments({ megabytes, orphanMs }: ChildBounds, parent: number = process.pid): string[] {
  return [`--parent=${parent}`, `--megabytes=${Math.floor(megabytes)}`, `--orphan-ms=${Math.floor(orphanMs)}`];
}

/** Throws if a bound is missing, because a child without bounds must not run. */
export function boundsFrom(args: readonly string[]): KnownBounds {
  const value = (name: string): string | undefined => args.find((arg) => arg.startsWith(name))?.slice(name.length);
  return KnownBoundsSchema.parse({
    parent: value('--parent='),
    megabytes: value('--megabytes='),
    orphanMs: value('--orphan-ms='),
  });
}
