// What a host gives to the services: its name, its folders, the time, fresh names, a place for errors, and processes for foreign files.

import type { Log } from '../files/error-log.ts';
import type { LogFile } from '../files/log-file.ts';
import type { ProcessChannel } from '../processes/process-channel.ts';

export interface Environment {
  readonly host: 'desktop' | 'server' | 'cli';
  readonly version: string;
  /** The default folder of studies, models and recipes. */
  readonly home: string;
  /** The folders in which a caller may name paths. Null if all, because only this machine's user can call. */
  readonly roots: readonly string[] | null;
  /** The folder of the program's own models, landmark tables and recipes. */
  readonly resources: string;
  /** The most bytes that tensors may take in training. Null for 90% of the memory that is free at the start. */
  readonly trainingMemoryBytes: number | null;
  readonly now: () => Date;
  /** Returns a fresh name for a job, a report or an import plan. */
  readonly newId: () => string;
  readonly errors: Log;
  readonly logFile: LogFile;
  /** Starts a process that reads foreign files. */
  readonly startReader: () => ProcessChannel;
}
