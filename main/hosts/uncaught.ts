// The end of errors that nothing caught. Node would print them with paths and quoted text, where a packaged program's user never looks.

import type { ErrorSink } from '../files/error-log.ts';

export interface EndingProgram {
  readonly log: ErrorSink;
  /** Ends the program after an error that leaves it in an unknown state. */
  readonly end: () => void;
}

/** Logs a promise that nobody awaited and continues. Logs an uncaught error and ends the program. */
export function logUncaught({ log, end }: EndingProgram, program: NodeJS.EventEmitter = process): void {
  program.on('unhandledRejection', (error: unknown) => log.report(error, 'a promise that nobody awaited'));
  program.on('uncaughtException', (error: unknown) => {
    log.report(error, 'the program');
    end();
  });
}
