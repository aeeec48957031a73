// A failure as a study may store it: a file's name can be a person's name.

import { basename } from 'node:path';
import type { Failure } from '../../domain/failure.ts';
import { importText } from '../text/import.ts';

/** The failure without the names of these files, and without text that it quotes from them. */
export function withoutNames(failure: Failure, files: readonly string[]): Failure {
  if (failure.code === 'landmarks-missing') return { ...failure, message: importText.film.noLandmarksInStudy };
  const names = files.flatMap((file) => [file, basename(file)]).toSorted((a, b) => b.length - a.length);
  const nameless = names
    .filter((name) => name !== '')
    .reduce((message, name) => message.replaceAll(`${name}: `, '').replaceAll(name, importText.film.theFile), failure.message);
  return { ...failure, message: nameless.replaceAll(/"[^"]*"/g, '"..."') };
}
