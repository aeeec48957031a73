// Inference in a child process, so that a crash or a lack of memory there ends a job and nothing else.

import { failed, type Result } from '../domain/failure.ts';
import type { GradableHip, Inference } from './inference.ts';
import type { ParentChannel, ProcessChannel } from '../processes/process-channel.ts';

type Work =
  | { readonly kind: 'grade'; readonly modelPath: string; readonly hips: readonly GradableHip[] }
  | { readonly kind: 'heads'; readonly folder: string; readonly overview: Uint8Array }
  | { readonly kind: 'points'; readonly folder: string; readonly views: readonly Uint8Array[] };

type Request = Work & { readonly id: number };

type Answer =
  | { readonly id: number; readonly result: Result<unknown> }
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
    channel.onMessage((message) => settle(waiting, message as Answer)); // our own child, which runs `answerInference`
    channel.onExit((reason) => {
      if (child === mine) child = null;
      for (const one of waiting.values()) one.resolve(crashed(reason));
    });
    child = mine;
    return mine;
  };

  /** The child answers each kind of work with what `Inference` says of it. */
  const asked = <Value>(work: Work): Promise<Result<Value>> => {
    const { channel, waiting } = running();
    const id = (lastId += 1);
    const { promise, resolve, reject } = Promise.withResolvers<Result<Value>>();
    waiting.set(id, { resolve: (result) => resolve(result as Result<Value>), reject }); // see `answerTo` below
    channel.send({ id, ...work } satisfies Request);
    return promise;
  };

  return {
    grade: (modelPath, hips) => asked({ kind: 'grade', modelPath, hips }),
    finders: (folder) => ({
      heads: (overview) => asked({ kind: 'heads', folder, overview }),
      points: (views) => asked({ kind: 'points', folder, views }),
    }),
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
    const request = message as Request; // our own parent, which runs `openInferenceProcess`
    const { id } = request;
    last = last
      .then(() => answerTo(inference, request))
      .then(
        (result) => channel.send({ id, result } satisfies Answer),
        (error: unknown) => channel.send({ id, fault: faultOf(error) } satisfies Answer),
      );
  });
}

function answerTo(inference: Inference, work: Work): Promise<Result<unknown>> {
  switch (work.kind) {
    case 'grade':
      return inference.grade(work.modelPath, work.hips);
    case 'heads':
      return inference.finders(work.folder).heads(work.overview);
    case 'points':
      return inference.finders(work.folder).points(work.views);
  }
}

interface Waiting {
  readonly resolve: (result: Result<unknown>) => void;
  readonly reject: (error: Error) => void;
}

function settle(waiting: Map<number, Waiting>, answer: Answer): void {
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
