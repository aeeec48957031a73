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

interface WritingCall<Input> {
  readonly input: Input;
  readonly signal?: AbortSignal | undefined;
  /** Keeps the key taken after the answer, such as until a job has ended. */
  readonly hold: (until: Promise<unknown>) => void;
}

type WritingHandler<Input, Output> = (call: WritingCall<Input>) => Change<Output> | Promise<Change<Output>>;

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
  return <Input, Output>({ key, busy, handler }: Exclusive<Input, WritingHandler<Input, Output>>) => {
    const run = async ({ input, path, signal }: ProcedureCall<Input>): Promise<Output> => {
      const release = await reserve(reservations, key(input), busy);
      const held: Promise<unknown>[] = [];
      try {
        const change = await handler({ input, signal, hold: (until) => void held.push(until) });
        recordChange(change, path.join('.'), now());
        return await change.answer();
      } finally {
        void Promise.allSettled(held).then(release);
      }
    };
    RECORDED.add(run);
    return run;
  };
}

/** Stores a change and its audit row, both or neither. For the command line, which has no procedures. */
export function recordChange({ study, target, detail, write }: Omit<Change<unknown>, 'answer'>, action: string, now: Date): void {
  const at = now.toISOString();
  study.database.transaction(() => {
    write?.(at);
    appendAudit(study.database, { at, actor: THE_READER, action, target, detail });
  })();
}
