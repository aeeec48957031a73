// Prepares films in threads, so that the interface stays responsive, all processors work, and a harmful file stops only its own thread.

import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { openDecodingThreads } from '../dicom/decoding-threads.ts';
import type { Result } from '../domain/failure.ts';
import { siblingProgram } from '../processes/program.ts';
import { PreparedFilmSchema, type FilmOrder, type FilmTask, type PreparedFilm } from './film-task.ts';
import type { SourceFile } from './sources/source-file.ts';

export interface PreparePool {
  readonly threads: number;
  /** SHA-256 of the file, which is its id in a study. */
  readonly digest: (file: SourceFile) => Promise<Result<string>>;
  readonly prepare: (file: SourceFile, order: FilmOrder) => Promise<Result<PreparedFilm>>;
  readonly close: () => Promise<void>;
}

/** More threads would only wait for the disk. **(ours)** */
const MOST_THREADS = 8;

/** Starts no more threads than there are films, because each takes a while to start. */
export function openPreparePool(films: number): PreparePool {
  const count = Math.min(MOST_THREADS, films, Math.max(2, availableParallelism() - 1));
  const threads = openDecodingThreads<FilmTask>(siblingProgram('prepare-worker', import.meta.url), { threads: count });
  const run = async <Value>(value: z.ZodType<Value>, file: SourceFile, order: FilmOrder | null): Promise<Result<Value>> => {
    if (file.path !== null) return threads.run({ file: file.path, order }, { value });
    const bytes = await file.read();
    return bytes.ok ? threads.run({ file: bytes.value, order }, { value }) : bytes;
  };
  return {
    threads: count,
    digest: async (file) => run(z.string(), file, null),
    prepare: async (file, order) => run(PreparedFilmSchema, file, order),
    close: threads.close,
  };
}
