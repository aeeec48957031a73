// The thread that prepares films for `prepare-pool.ts`. It reads files on disk itself.

import { readFile } from 'node:fs/promises';
import { answerTasks } from '../processes/threads.ts';
import { success, type Result } from '../domain/failure.ts';
import { readingFailure } from '../files/file-failure.ts';
import { sha256Of } from '../files/object-store.ts';
import { FilmTaskSchema, type FilmTask, type PreparedFilm } from './film-task.ts';
import { prepareFilm } from './prepare-film.ts';

answerTasks(FilmTaskSchema, answerOf, buffersOf);

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

/** The buffers that will be written to the study, transferred instead of copied. */
function buffersOf(answer: string | PreparedFilm): ArrayBuffer[] {
  if (typeof answer === 'string') return [];
  const objects = [answer.pixels.object, ...answer.hips.flatMap((hip) => ('objects' in hip ? hip.objects : []))];
  const whole = objects.filter(({ bytes }) => bytes.byteLength === bytes.buffer.byteLength);
  return whole.map(({ bytes }) => bytes.buffer).filter((buffer) => buffer instanceof ArrayBuffer);
}
