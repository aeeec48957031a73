// What the program logs: unexpected errors, its starts and ends, jobs, refused requests. It leaves out everything that might name a patient.

import { FailureError } from '../domain/failure.ts';
import { printable } from './printable.ts';
import { withoutIdentifiers } from './without-identifiers.ts';

export interface ErrorSink {
  /** Logs an unexpected error. `where` must not contain names, paths or identifiers of patients. */
  readonly report: (error: unknown, where: string) => void;
}

export interface Log extends ErrorSink {
  /** Logs an event. `line` holds our own words and numbers only, because it is written as it is. */
  readonly note: (line: string) => void;
  /** Logs what another process of ours wrote to its standard error. */
  readonly repeat: (text: string, process: string) => void;
}

/** An entry is cut here, so that no error fills the log. */
const LONGEST_ENTRY = 8000;

/** Logs through `write`, which receives whole lines. Lines that continue an entry are indented, so no text can pose as an entry. */
export function errorLog(write: (lines: string) => void, now: () => Date): Log {
  const entry = (text: string): void => {
    const [first = '', ...others] = printable(text).slice(0, LONGEST_ENTRY).trimEnd().split('\n');
    write([`${now().toISOString()} ${first}`, ...others.map((line) => `  ${line.trim()}`), ''].join('\n'));
  };
  return {
    report: (error, where) => entry(`error in ${where}: ${descriptionOf(error)}`),
    note: entry,
    repeat: (text, process) => {
      if (text.trim() !== '') entry(`${process}: ${withoutIdentifiers(text)}`);
    },
  };
}

/** Returns name, message, stack and cause. The message of an expected failure may name a file, so only its code is returned. */
function descriptionOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const message = error instanceof FailureError ? error.failure.code : withoutIdentifiers(error.message);
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const cause = error.cause === undefined ? [] : [`caused by ${descriptionOf(error.cause)}`];
  return [`${error.name}: ${message}`, ...frames.map(withoutIdentifiers), ...cause].join('\n');
}
