// Prepares films in threads, so that the interface stays responsive, all processors work, and a harmful file stops only its own thread.

import { availableParallelism } from 'node:os';
import { openFileThreads } from '../processes/file-threads.ts';
import type { Result } from '../domain/failure.ts';
import type { FilmOrder, PreparedFilm } from './prepare-film.ts';
import type { FilmTask } from './film-task.ts';
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
  const threads = openFileThreads<FilmTask>(new URL('./prepare-worker.ts', import.meta.url), { threads: count });
  const run = async (file: SourceFile, order: FilmOrder | null): Promise<Result<unknown>> => {
    if (file.path !== null) return threads.run({ file: file.path, order });
    const bytes = await file.read();
    return bytes.ok ? threads.run({ file: bytes.value, order }) : bytes;
  };
  return {
    threads: count,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- prepare-worker.ts answers a task without an order with a digest
    digest: async (file) => (await run(file, null)) as Result<string>,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- and a task with an order with a prepared film
    prepare: async (file, order) => (await run(file, order)) as Result<PreparedFilm>,
    close: threads.close,
  };
}
