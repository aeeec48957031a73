// Inference in a child process, so that a crash or a lack of memory there ends a job and nothing else.

import { failed, type Result } from '../domain/failure.ts';
import type { GradedHip } from '../inference/graded-hip.ts';
import type { GradableHip, Inference } from './inference.ts';
import type { ParentChannel, ProcessChannel } from './process-channel.ts';

interface GradeRequest {
  readonly id: number;
  readonly modelPath: string;
  readonly hips: readonly GradableHip[];
}

type GradeAnswer =
  | { readonly id: number; readonly result: Result<GradedHip[]> }
  | { readonly id: number; readonly fault: { readonly message: string; readonly stack: string } };

/** Starts the child when it is first needed, and a fresh one after a crash. */
export function openInferenceProcess(start: () => ProcessChannel): Inference {
  let child: { readonly channel: ProcessChannel; readonly waiting: Map<number, Waiting> } | null = null;
  let lastId = 0;

  const running = () => {
    if (child !== null) return child;
    const channel = start();
    const waiting = new Map<number, Waiting>();
    const mine = { channel, waiting };
    channel.onMessage((message) => settle(waiting, message as GradeAnswer)); // our own child, which runs `answerInference`
    channel.onExit((reason) => {
      if (child === mine) child = null;
      for (const one of waiting.values()) one.resolve(crashed(reason));
    });
    child = mine;
    return mine;
  };

  return {
    grade: (modelPath, hips) => {
      const { channel, waiting } = running();
      const id = (lastId += 1);
      const { promise, resolve, reject } = Promise.withResolvers<Result<GradedHip[]>>();
      waiting.set(id, { resolve, reject });
      channel.send({ id, modelPath, hips } satisfies GradeRequest);
      return promise;
    },
    close: async () => {
      child?.channel.kill();
      child = null;
    },
  };
}

/** The child's side: answers requests one after the other with `inference`. */
export function answerInference(channel: ParentChannel, inference: Inference): void {
  let last: Promise<void> = Promise.resolve();
  channel.onMessage((message) => {
    const { id, modelPath, hips } = message as GradeRequest; // our own parent, which runs `openInferenceProcess`
    last = last
      .then(() => inference.grade(modelPath, hips))
      .then(
        (result) => channel.send({ id, result } satisfies GradeAnswer),
        (error: unknown) => channel.send({ id, fault: faultOf(error) } satisfies GradeAnswer),
      );
  });
}

interface Waiting {
  readonly resolve: (result: Result<GradedHip[]>) => void;
  readonly reject: (error: Error) => void;
}

function settle(waiting: Map<number, Waiting>, answer: GradeAnswer): void {
  const one = waiting.get(answer.id);
  waiting.delete(answer.id);
  if ('result' in answer) one?.resolve(answer.result);
  else one?.reject(new Error(`Inference failed: ${answer.fault.message}`, { cause: answer.fault.stack }));
}

function faultOf(error: unknown): { message: string; stack: string } {
  return error instanceof Error ? { message: error.message, stack: error.stack ?? '' } : { message: String(error), stack: '' };
}

function crashed(reason: string): Result<never> {
  return failed(
    'process-ended',
    `The grading process ended unexpectedly (${reason}), perhaps for lack of memory. Hips graded so far are kept; close other programs and start again.`,
  );
}
