// What a host gives to the services: its name, its folders, time, chance, and where errors go.

import type { ErrorSink } from '../files/error-log.ts';

export interface Environment {
  readonly host: 'desktop' | 'server' | 'cli';
  readonly version: string;
  /** Where studies and reports go unless told otherwise. */
  readonly home: string;
  /** The program's own resources: models, landmark tables, recipes. */
  readonly resources: string;
  /** Bytes of tensors that a training may take at most; null for 90 % of what is free when it starts. */
  readonly trainingMemoryBytes: number | null;
  readonly now: () => Date;
  /** A fresh name for a job, a report, an upload. */
  readonly newId: () => string;
  readonly errors: ErrorSink;
}
