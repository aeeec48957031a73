// The thread in which prepare-pool.ts has films prepared: it reads the file by itself where it lies on a disk.

import { readFile } from 'node:fs/promises';
import { answerTasks } from '../processes/file-threads.ts';
import { success, type Result } from '../domain/failure.ts';
import { readingFailure } from '../files/file-failure.ts';
import { sha256Of } from '../files/object-store.ts';
import { prepareFilm, type PreparedFilm } from './prepare-film.ts';
import type { FilmTask } from './film-task.ts';

answerTasks(answerOf, buffersOf);

async function answerOf(task: FilmTask): Promise<Result<string | PreparedFilm>> {
  const bytes = typeof task.file === 'string' ? await bytesOf(task.file) : success(task.file);
  if (!bytes.ok) return bytes;
  return task.order === null ? success(sha256Of(bytes.value)) : prepareFilm(bytes.value, task.order);
}

async function bytesOf(path: string): Promise<Result<Uint8Array>> {
  try {
    return success(await readFile(path));
  } catch (error) {
    const failure = readingFailure(error, path);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}

/** What will be written to the study changes hands without a copy. */
function buffersOf(result: Result<unknown>): ArrayBuffer[] {
  if (!result.ok || typeof result.value !== 'object') return [];
  const film = result.value as PreparedFilm; // the only object that `answerOf` gives
  const objects = [film.pixels.object, ...film.hips.flatMap((hip) => ('objects' in hip ? hip.objects : []))];
  const whole = objects.filter(({ bytes }) => bytes.byteLength === bytes.buffer.byteLength);
  return whole.map(({ bytes }) => bytes.buffer).filter((buffer) => buffer instanceof ArrayBuffer);
}
