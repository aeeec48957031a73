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
  /** Also receives each entry. Standard error if omitted. */
  readonly print?: ((text: string) => void) | undefined;
}

/** Logs into `logs/osteograde.log` of the home folder. If the file cannot be written, says so once and still prints. */
export function openProgramLog({ home, now, print = printError }: ProgramLogOptions): ProgramLog {
  const file = logFile(join(home, 'logs'));
  let writable = true;
  const write = (text: string): void => {
    print(text);
    try {
      file.append(text);
    } catch {
      if (writable) print(serverText.log.unwritable(file.path));
      writable = false;
    }
  };
  return { ...errorLog(write, now), file };
}

function printError(text: string): void {
  process.stderr.write(text);
}
