// The program's log: a file in the home folder, and standard error for whoever watches the program.

import { join } from 'node:path';
import { errorLog, type Log } from '../files/error-log.ts';
import { logFile, type LogFile } from '../files/log-file.ts';
import { serverText } from './text/server.ts';

export interface ProgramLog extends Log {
  readonly file: LogFile;
}

export interface ProgramLogOptions {
  readonly home: string;
  readonly now: () => Date;
  /** Also receives each error. Standard error if omitted. */
  readonly print?: ((text: string) => void) | undefined;
}

/** Logs into `logs/osteograde.log` of the home folder. If the file cannot be written, says so once and still prints errors. */
export function openProgramLog({ home, now, print = printError }: ProgramLogOptions): ProgramLog {
  const file = logFile(join(home, 'logs'));
  let writable = true;
  const keep = (text: string): void => {
    try {
      file.append(text);
    } catch {
      if (writable) print(serverText.log.unwritable(file.path));
      writable = false;
    }
  };
  const errors = errorLog((text) => {
    print(text);
    keep(text);
  }, now);
  return { ...errors, note: errorLog(keep, now).note, file };
}

function printError(text: string): void {
  process.stderr.write(text);
}
