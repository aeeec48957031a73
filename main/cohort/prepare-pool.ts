// Prepares films in threads, so that the interface stays responsive, all processors work, and a hostile file ends alone.

import { availableParallelism } from 'node:os';
import { openFileThreads } from '../processes/file-threads.ts';
import type { Result } from '../domain/failure.ts';
import type { FilmOrder, PreparedFilm } from './prepare-film.ts';
import type { FilmTask } from './film-task.ts';
import type { SourceFile } from './sources/source-file.ts';

export interface PreparePool {
  readonly threads: number;
  /** SHA-256 of the file, by which a study knows it. */
  readonly digest: (file: SourceFile) => Promise<Result<string>>;
  readonly prepare: (file: SourceFile, order: FilmOrder) => Promise<Result<PreparedFilm>>;
  readonly close: () => Promise<void>;
}

/** Beyond these more threads wait for the disk. **(ours)** */
const MOST_THREADS = 8;

/** No more threads than there are films: each takes a while to start. */
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
    // What comes back is what the thread's program, ours, made of the same task.
    digest: async (file) => (await run(file, null)) as Result<string>,
    prepare: async (file, order) => (await run(file, order)) as Result<PreparedFilm>,
    close: threads.close,
  };
}
