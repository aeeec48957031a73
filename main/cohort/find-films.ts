// Every film under the user's paths with its points, as each command sees them: `import`, `predict`, `evaluate` and `deidentify`.

import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { z } from 'zod';
import { failed, isRefusal, type FileProblem } from '../domain/failure.ts';
import { namingFile } from '../files/file-failure.ts';
import { matchPoints, type UnusedPoints } from './match-points.ts';
import type { ProcessChannel } from '../processes/process-channel.ts';
import { openReader, type Reader } from './reading/open-reader.ts';
import { findSources, type FoundSource } from './sources/find-sources.ts';
import { SourceFileSchema, type SourceFile } from './sources/source-file.ts';
import { importText } from './text/import.ts';

export interface FilmSearch {
  /** Files and folders. */
  readonly paths: readonly string[];
  /** A points file for all films, or a folder of points files. Null for beside each film. */
  readonly landmarks: string | null;
}

export interface FoundFilm extends FoundSource {
  readonly points: readonly SourceFile[];
}

export interface FoundFilms {
  readonly films: readonly FoundFilm[];
  /** Label tables, splits and cohort files. */
  readonly others: readonly FoundSource[];
  /** Everything that was not taken. A failure with the code `left-out` is no loss. */
  readonly problems: readonly FileProblem[];
}

export interface Reading {
  readonly reader: Reader;
  readonly signal: AbortSignal;
}

/** Finds films for a command that reads nothing else. Other files that an import would read are reported too. */
export async function findOnlyFilms(
  search: FilmSearch,
  { startReader, signal }: { readonly startReader: () => ProcessChannel; readonly signal: AbortSignal },
): Promise<Omit<FoundFilms, 'others'>> {
  const reader = openReader({ start: startReader, signal, atMost: LOOKERS });
  try {
    const { films, others, problems } = await findFilms(search, { reader, signal });
    const all = [...problems, ...others.map(problemOfOther)];
    const isSilent = films.length === 0 && !all.some(({ failure }) => isRefusal(failure));
    const [path = ''] = search.paths;
    return { films, problems: isSilent ? [...all, { file: path, ...failed('file-not-found', importText.film.none) }] : all };
  } finally {
    await reader.close();
  }
}

/** Half of the processors: a model opens on the others, and a process takes as long to start as to look into a hundred files. **(ours)** */
const LOOKERS = Math.max(1, availableParallelism() >> 1);

/** Labels are read by an import or beside films, but the hips of a cohort file are what the user wants. */
function problemOfOther({ file: { location }, kind }: FoundSource): FileProblem {
  const name = basename(location);
  return kind === 'cohort'
    ? { file: location, ...failed('not-dicom', importText.film.cohortFile(name)) }
    : { file: location, ...failed('left-out', importText.film.table(name)) };
}

export async function findFilms({ paths, landmarks }: FilmSearch, { reader, signal }: Reading): Promise<FoundFilms> {
  const found = await findSources(paths, reader, signal);
  const problems = [...found.problems];
  const films = found.sources.filter(({ kind }) => kind === 'dicom' || kind === 'picture');
  const points = found.sources.filter(({ kind }) => kind === 'points' || kind === 'markups').map(({ file }) => file);
  const others = found.sources.filter(({ kind }) => kind === 'table' || kind === 'split' || kind === 'cohort');
  // The user chose points in place of radiographs.
  if (points.length > 0 && films.length + others.length === 0) {
    for (const file of points) problems.push({ file: file.location, ...failed('not-dicom', importText.film.pointsAlone) });
    return { films: [], others, problems: problems.map(named) };
  }
  const elsewhere = await pointsElsewhere(films, landmarks, reader);
  problems.push(...elsewhere.problems);
  if (elsewhere.forAll !== null) {
    const { forAll } = elsewhere;
    return { films: films.map((film) => ({ ...film, points: [forAll] })), others, problems: problems.map(named) };
  }
  const known = new Set(points.map(({ location }) => location));
  const all =
    landmarks === null ? [...points, ...elsewhere.files.filter(({ location }) => !known.has(location))] : elsewhere.files;
  const images = films.map(({ file }) => file);
  const unread = problems.filter(({ failure }) => isRefusal(failure)).map(({ file }) => file);
  const { pointsOf, unused } = matchPoints(images, all, unread);
  // The other points of a folder may be those of a whole cohort.
  const loose = landmarks === null ? unused.filter(({ file }) => known.has(file.location)) : [];
  problems.push(...loose.flatMap((one) => problemOfUnused(one) ?? []));
  return { films: films.map((film) => ({ ...film, points: pointsOf(film.file) })), others, problems: problems.map(named) };
}

interface PointsElsewhere {
  /** The file with the points of every film. */
  readonly forAll: SourceFile | null;
  readonly files: readonly SourceFile[];
  readonly problems: readonly FileProblem[];
}

/** The points that the paths do not include: beside films that the user named one by one, or where the user says. */
async function pointsElsewhere(
  films: readonly FoundSource[],
  landmarks: string | null,
  reader: Reader,
): Promise<PointsElsewhere> {
  const images = films.filter(({ named: isNamed, file }) => isNamed && file.path !== null).map(({ file }) => file.location);
  if (landmarks === null && images.length === 0) return { forAll: null, files: [], problems: [] };
  const listed = await reader.askList({ kind: 'list-points', images, landmarks }, SourceFileSchema, z.boolean());
  if (!listed.ok) return { forAll: null, files: [], problems: [{ file: landmarks ?? '', failure: listed.failure }] };
  const { items, value: isOneFile } = listed.value;
  return { forAll: isOneFile ? (items[0] ?? null) : null, files: items, problems: [] };
}

/** Null if the image is reported. */
function problemOfUnused({ file, why }: UnusedPoints): FileProblem | null {
  const { points } = importText;
  const name = basename(file.location);
  switch (why) {
    case 'no-image':
      return { file: file.location, ...failed('landmarks-unused', points.noImage(name)) };
    case 'several-images':
      return { file: file.location, ...failed('landmarks-unused', points.severalImages(name)) };
    case 'unread-image':
      return null;
    case 'other-points':
      return { file: file.location, ...failed('left-out', points.otherPoints(name)) };
  }
}

function named({ file, failure }: FileProblem): FileProblem {
  return { file, failure: file === '' ? failure : namingFile(failure, file) };
}
