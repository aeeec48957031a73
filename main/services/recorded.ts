// Registers a writing procedure: `recorded(exclusive(key, handler))`. This module takes the key, and the handler prepares a change. This
// module then stores the change and its audit row in one transaction, and answers.

import { writeToStudy } from '../cohort/safekeeping/write-to-study.ts';
import type { Study } from '../cohort/study-folder.ts';
import { failed, FailureError } from '../domain/failure.ts';
import { appendAudit } from '../database/audit.ts';
import { THE_READER } from '../domain/study/reader.ts';
import { keyIn, reserve, type Exclusive, type Release, type Reservations } from './exclusive.ts';
import type { StudySession } from './study/study-session.ts';
import { servicesText } from './text.ts';

/** A prepared change of a study. */
export interface Change<Output> {
  readonly study: Study;
  /** What the change is about, such as a hip's id. */
  readonly target: string;
  /** What the audit records of the change. Never names or paths. A function is called in the transaction, before the change is written. */
  readonly detail: unknown;
  /** Writes to the study's database. Omitted if the change is work that starts with the answer. */
  readonly write?: (at: string) => void;
  /** Returns the answer, after the change and its audit row are stored. */
  readonly answer: () => Output | Promise<Output>;
}

/** What a procedure of a study knows besides its input. Procedures of the workstation know nothing more. */
interface CallContext {
  readonly session?: StudySession | null;
}

interface WritingCall<Input, Context> {
  readonly input: Input;
  readonly context: Context;
  readonly signal?: AbortSignal | undefined;
  /** Keeps the key taken after the answer, for example until a job has ended. */
  readonly hold: (until: Promise<unknown>) => void;
  /** Waits for a key of a study, for work that takes the place of another procedure. */
  readonly take: (session: StudySession, key: string) => Promise<Release>;
}

type WritingHandler<Input, Context, Output> = (call: WritingCall<Input, Context>) => Change<Output> | Promise<Change<Output>>;

/** What oRPC passes to a handler. */
interface ProcedureCall<Input, Context> {
  readonly input: Input;
  readonly context: Context;
  readonly path: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** Turns a writing handler into a handler of oRPC. */
export type Recorded = <Input, Context extends CallContext, Output>(
  writing: Exclusive<Input, WritingHandler<Input, Context, Output>>,
) => (call: ProcedureCall<Input, Context>) => Promise<Output>;

const RECORDED = new WeakSet<object>();

/** Whether `recorded` made this handler. */
export function isRecorded(handler: object): boolean {
  return RECORDED.has(handler);
}

export function openRecorder(reservations: Reservations, now: () => Date): Recorded {
  const take = (session: StudySession, key: string): Promise<Release> => reservations.take(keyIn(session.id, key));
  return <Input, Context extends CallContext, Output>(writing: Exclusive<Input, WritingHandler<Input, Context, Output>>) => {
    const run = async ({ input, context, path, signal }: ProcedureCall<Input, Context>): Promise<Output> => {
      if (context.session?.study.readOnly === true && writing.evenReadOnly !== true) throw cannotBeChanged();
      const scope = writing.scope === 'study' ? (context.session?.id ?? '') : '';
      const release = await reserve(reservations, keyIn(scope, writing.key(input)), writing.busy);
      const held: Promise<unknown>[] = [];
      const hold = (until: Promise<unknown>): void => void held.push(until);
      try {
        const change = await writing.handler({ input, context, signal, hold, take });
        recordChange(change, path.join('.'), now());
        context.session?.touch();
        return await change.answer();
      } finally {
        if (held.length === 0) release();
        else void Promise.allSettled(held).then(release);
      }
    };
    RECORDED.add(run);
    return run;
  };
}

/**
 * Stores a change and its audit row, both or neither. Throws a `FailureError` if the study is gone or its disk is full. The command line,
 * which has no procedures, calls this directly. In a study that can only be read, a change that writes nothing is not recorded.
 */
export function recordChange({ study, target, detail, write }: Omit<Change<unknown>, 'answer'>, action: string, now: Date): void {
  if (study.readOnly) {
    if (write !== undefined) throw cannotBeChanged();
    return;
  }
  const at = now.toISOString();
  const { database } = study;
  const record = database.transaction(() => {
    const recorded = isFunction(detail) ? detail() : detail;
    write?.(at);
    appendAudit(database, { at, actor: THE_READER, action, target, detail: recorded });
  });
  writeToStudy(study, () => record());
}

function isFunction(detail: unknown): detail is () => unknown {
  return typeof detail === 'function';
}

/**
 * Throws a `FailureError` if the study can only be read: the one that says what to mend, if something is damaged or the disk is full. For the
 * command line, whose work writes without a prepared change.
 */
export function expectWritable({ readOnly, whyReadOnly }: Pick<Study, 'readOnly' | 'whyReadOnly'>): void {
  if (whyReadOnly !== null && whyReadOnly.code !== 'study-read-only') throw new FailureError(whyReadOnly);
  if (readOnly) throw cannotBeChanged();
}

function cannotBeChanged(): FailureError {
  return new FailureError(failed('study-read-only', servicesText.study.readOnly).failure);
}
