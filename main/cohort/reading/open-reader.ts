// Reads foreign files in processes of their own: what a file does to its process becomes a failure of that file alone.

import { availableParallelism, totalmem } from 'node:os';
import { basename } from 'node:path';
import { z } from 'zod';
import { failed, resultOf, success, type Failure, type Result } from '../../domain/failure.ts';
import { endFailure } from '../../processes/call-end.ts';
import { openCallerPool } from '../../processes/caller-pool.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import { readingText } from '../text/reading.ts';
import { READER_PROTOCOL, type ReaderCall } from './reader-calls.ts';

export interface Reader {
  /** The most calls that are answered at the same time. */
  readonly processes: number;
  readonly ask: <Value>(call: ReaderCall, value: z.ZodType<Value>) => Promise<Result<Value>>;
  /** The same for a call whose answer is a long list and a value. */
  readonly askList: <Item, Value>(
    call: ReaderCall,
    item: z.ZodType<Item>,
    value: z.ZodType<Value>,
  ) => Promise<Result<{ readonly items: readonly Item[]; readonly value: Value }>>;
  /** A result for each item. If the process ends, each item is asked about alone, so that only one is lost. */
  readonly askEach: <Item, Value>(
    items: readonly Item[],
    callOf: (items: readonly Item[]) => ReaderCall,
    value: z.ZodType<Value>,
  ) => Promise<readonly Result<Value>[]>;
  /** Ends the processes. */
  readonly close: () => Promise<void>;
}

export interface ReaderChoices {
  readonly start: () => ProcessChannel;
  readonly signal: AbortSignal;
  /** How long one call may take, one minute by default. */
  readonly deadlineMs?: number;
  /** The most processes, if not all that the machine offers. */
  readonly atMost?: number;
}

const DEADLINE_MS = 60_000;
/** A stopped job must end within five seconds, with the processes that are stopped after the first. */
const STOP_MS = 2000;

/** More processes would only wait for the disk. **(ours)** */
const MOST_PROCESSES = 8;
/** A radiograph of a hundred million pixels needs this much. **(ours)** */
export const READER_MEGABYTES = 2000;

/** Leaves a processor for the interface, and a quarter of the memory for everything else. */
function processCount(): number {
  const byMemory = Math.floor((0.75 * totalmem()) / (READER_MEGABYTES * 1e6));
  return Math.max(1, Math.min(MOST_PROCESSES, byMemory, Math.max(2, availableParallelism() - 1)));
}

/** The caller closes the reader. Each process starts when it is first needed. */
export function openReader({ start, signal, deadlineMs = DEADLINE_MS, atMost = Infinity }: ReaderChoices): Reader {
  const processes = Math.min(processCount(), atMost);
  const pool = openCallerPool(
    {
      protocol: READER_PROTOCOL,
      start,
      stopMs: STOP_MS,
      died: (end, call) => {
        const file = nameOf(call);
        if (end.kind === 'stopped') return failed('stopped', readingText.stopped(file)).failure;
        return endFailure(end, {
          memory: (megabytes) => readingText.memory(file, megabytes),
          time: (seconds) => readingText.time(file, seconds),
          died: (reason) => readingText.died(file, reason),
        });
      },
    },
    processes,
  );
  const call: Reader['askList'] = async (asked, item, value) => {
    const items: z.infer<typeof item>[] = [];
    const onEvent = (part: readonly unknown[]): void => {
      for (const one of part) items.push(item.parse(one));
    };
    try {
      const answer = await pool.call(asked, { value, onEvent, signal, deadlineMs });
      return answer.ok ? success({ items, value: answer.value }) : answer;
    } catch (error) {
      // A bug in a reader spoils one file, not the import.
      return { ok: false, failure: brokenReader(asked, error) };
    }
  };
  const ask: Reader['ask'] = async (asked, value) => {
    const answer = await call(asked, z.unknown(), value);
    return answer.ok ? success(answer.value.value) : answer;
  };
  return {
    processes,
    ask,
    askList: call,
    askEach: async (items, callOf, value) => {
      const answers = z.array(resultOf(value));
      const together = await ask(callOf(items), answers);
      if (together.ok) return together.value;
      const alone: Result<z.infer<typeof value>>[] = [];
      for (const item of items) {
        const answer = items.length === 1 ? together : await ask(callOf([item]), answers);
        alone.push(...(answer.ok ? answer.value : [answer]));
      }
      return alone;
    },
    close: pool.close,
  };
}

function brokenReader(call: ReaderCall, error: unknown): Failure {
  const reason = error instanceof Error ? error.message : String(error);
  return failed('unexpected', readingText.died(nameOf(call), reason.slice(0, 200))).failure;
}

/** The file that a call is about, as a message names it. */
function nameOf(call: ReaderCall): string {
  return locationsOf(call)
    .map((location) => basename(location))
    .join(', ');
}

function locationsOf(call: ReaderCall): readonly string[] {
  if (call.kind === 'list-folder') return [call.folder];
  if (call.kind === 'look') return call.files.map(({ location }) => location);
  if (call.kind === 'list-points') return call.landmarks === null ? call.images.slice(0, 1) : [call.landmarks];
  if (call.kind === 'check-points') return call.films.map(({ image }) => image.location);
  return [call.file.location];
}

/** Splits items into groups that one call can answer. */
export function inBatches<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const groups: Item[][] = [];
  for (let from = 0; from < items.length; from += BATCH) groups.push(items.slice(from, from + BATCH));
  return groups;
}

const BATCH = 16;
