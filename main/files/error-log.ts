// The log of unexpected errors, on standard error. It leaves out everything that might name a patient.

export interface ErrorSink {
  /** Logs an unexpected error. `where` must not contain names, paths or identifiers of patients. */
  readonly report: (error: unknown, where: string) => void;
}

export function errorLog(write: (line: string) => void, now: () => Date): ErrorSink {
  return {
    report: (error, where) => write(`${now().toISOString()} error in ${where}: ${withoutIdentifiers(descriptionOf(error))}\n`),
  };
}

/** Removes paths outside the program, quoted text and long numbers, because they may contain names and ids. */
export function withoutIdentifiers(text: string): string {
  return text
    .replaceAll(/(["'`])(?:(?!\1)[^\n]){1,500}\1/g, '$1...$1')
    .replaceAll(/(?<![\w.])(?:file:\/\/)?(?:[A-Za-z]:)?[\\/](?:[^\s:()]*[\\/])*([^\s:()\\/]*)/g, (_, name: string) =>
      /\.(?:ts|js|mjs|cjs|node)$/.test(name) ? name : '...',
    )
    .replaceAll(/\d{5,}/g, '#');
}

function descriptionOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const cause = error.cause === undefined ? '' : `\ncaused by ${descriptionOf(error.cause)}`;
  return `${error.stack ?? `${error.name}: ${error.message}`}${cause}`;
}
