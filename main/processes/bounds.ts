// What a child process may take. The parent passes it as arguments; the child's watchdog enforces it. Imports nothing, because it is read
// before anything else of a child is loaded.

export interface ChildBounds {
  /** The resident memory above which the child is killed. */
  readonly megabytes: number;
  /** How long the child may outlive its parent, to end in order. */
  readonly orphanMs: number;
}

/** The bounds as the child knows them. */
export interface KnownBounds extends ChildBounds {
  /** The process id of the parent. */
  readonly parent: number;
}

export function boundsArguments({ megabytes, orphanMs }: ChildBounds, parent: number = process.pid): string[] {
  return [`--parent=${parent}`, `--megabytes=${Math.floor(megabytes)}`, `--orphan-ms=${Math.floor(orphanMs)}`];
}

/** Throws if a bound is missing, because a child without bounds must not run. */
export function boundsFrom(args: readonly string[]): KnownBounds {
  const value = (name: string): number => {
    const start = `--${name}=`;
    const text = args.find((arg) => arg.startsWith(start))?.slice(start.length) ?? '';
    if (!/^\d{1,9}$/.test(text)) throw new Error(`The argument --${name} is missing or invalid: "${text}".`);
    return Number(text);
  };
  return { parent: value('parent'), megabytes: value('megabytes'), orphanMs: value('orphan-ms') };
}
