// Writing procedures as they are registered: `recorded(exclusive(key, handler))`. The handler prepares a change; this module takes its key,
// stores the change together with its row in the study's audit, both or neither, and then answers.

import type { Study } from '../cohort/study-folder.ts';
import { appendAudit } from '../database/audit.ts';
import { reserve, type Exclusive, type Reservations } from './exclusive.ts';

/** Until several readers share a study there is one. */
export const THE_READER = 'reader-1';

/** A prepared change of a study. */
export interface Change<Output> {
  readonly study: Study;
  /** What is changed, such as a hip's id. */
  readonly target: string;
  /** What the audit keeps of the change. Never names or paths. */
  readonly detail: unknown;
  /** Writes to the study's database; nothing when the change is work that starts with the answer. */
  readonly write?: (at: string) => void;
  /** The answer, given after the change and its audit row are stored. */
  readonly answer: () => Output | Promise<Output>;
}

export interface WritingCall<Input> {
  readonly input: Input;
  readonly signal?: AbortSignal | undefined;
  /** Keeps the key taken after the answer, such as until a job has ended. */
  readonly hold: (until: Promise<unknown>) => void;
}

export type WritingHandler<Input, Output> = (call: WritingCall<Input>) => Change<Output> | Promise<Change<Output>>;

/** What oRPC hands to a handler. */
interface ProcedureCall<Input> {
  readonly input: Input;
  readonly path: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** Turns a writing handler into one that oRPC calls. */
export type Recorded = <Input, Output>(
  writing: Exclusive<Input, WritingHandler<Input, Output>>,
) => (call: ProcedureCall<Input>) => Promise<Output>;

const RECORDED = new WeakSet<object>();

/** Whether `recorded` made this handler. */
export function isRecorded(handler: object): boolean {
  return RECORDED.has(handler);
}

export function openRecorder(reservations: Reservations, now: () => Date): Recorded {
  return ({ key, busy, handler }) => {
    const run: ReturnType<Recorded> = async ({ input, path, signal }) => {
      const release = await reserve(reservations, key(input as never), busy); // oRPC has parsed the input for this very handler
      const held: Promise<unknown>[] = [];
      try {
        const change = await handler({ input: input as never, signal, hold: (until) => held.push(until) });
        recordChange(change, path.join('.'), now());
        return await change.answer();
      } finally {
        if (held.length === 0) release();
        else void Promise.allSettled(held).then(release);
      }
    };
    RECORDED.add(run);
    return run as never; // the types of input and output are those of `handler`
  };
}

/** Stores a change and its audit row, both or neither. For the command line, which has no procedures. */
export function recordChange<Output>({ study, target, detail, write }: Change<Output>, action: string, now: Date): void {
  const at = now.toISOString();
  study.database.transaction(() => {
    write?.(at);
    appendAudit(study.database, { at, actor: THE_READER, action, target, detail });
  })();
}
