// Prepares films for grading in processes of their own: what a film does to its process becomes a failure of that film alone, and the
// next films are read while the hips of the last are graded.

import { availableParallelism, totalmem } from 'node:os';
import { z } from 'zod';
import { nameOfSource } from '../../cohort/sources/source-file.ts';
import type { Result } from '../../domain/failure.ts';
import { endFailure } from '../../processes/call-end.ts';
import type { CallProtocol } from '../../processes/call-messages.ts';
import { openCallerPool } from '../../processes/caller-pool.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import { FilmOrderSchema, GradableFilmSchema, type FilmOrder, type GradableFilm } from './gradable-film.ts';
import { gradingText } from '../text/grading.ts';

export interface FilmPreparers {
  /** The most films that are prepared at the same time. */
  readonly atOnce: number;
  /** After the signal, fails with `stopped` within seconds. */
  readonly prepare: (order: FilmOrder, signal?: AbortSignal) => Promise<Result<GradableFilm>>;
  readonly close: () => Promise<void>;
}

export const FILM_PROTOCOL: CallProtocol<FilmOrder, never> = { call: FilmOrderSchema, event: z.never() };

/** Reading a film and finding its hips takes a tenth of this on a slow computer. */
const DEADLINE_MS = 60_000;

/** The most memory of a process. A radiograph of a hundred million pixels needs two thirds of it. **(ours)** */
export const PREPARER_MEGABYTES = 3000;

/** The hips of this many processes keep a network on all processors busy. **(ours)** */
const MOST_PROCESSES = 8;

function processCount(): number {
  const byMemory = Math.floor((0.75 * totalmem()) / (PREPARER_MEGABYTES * 1e6));
  return Math.max(1, Math.min(MOST_PROCESSES, byMemory, availableParallelism()));
}

/** The caller closes them. Each process starts when it is first needed. */
export function openFilmPreparers(start: () => ProcessChannel): FilmPreparers {
  const atOnce = processCount();
  const pool = openCallerPool<FilmOrder, never>(
    {
      protocol: FILM_PROTOCOL,
      start,
      died: (end, { file }) => {
        const { memory, time, died } = gradingText.film;
        const name = nameOfSource(file);
        return endFailure(end, {
          memory: (megabytes) => memory(name, megabytes),
          time: (seconds) => time(name, seconds),
          died: (reason) => died(name, reason),
        });
      },
    },
    atOnce,
  );
  return {
    atOnce,
    prepare: (order, signal) => pool.call(order, { value: GradableFilmSchema, signal, deadlineMs: DEADLINE_MS }),
    close: pool.close,
  };
}
