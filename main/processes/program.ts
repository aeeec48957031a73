// Where the programs of child processes and threads are, in the source and in the build.

/**
 * Returns the program `name` in the folder of the file at `url`. In the build, where all programs share one folder, it ends in `.js`.
 * `PROGRAMS` in `vite.main.config.ts` must list it.
 */
export function siblingProgram(name: string, url: string): URL {
  return new URL(`${name}.${url.endsWith('.ts') ? 'ts' : 'js'}`, url);
}
