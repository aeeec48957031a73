// The side of the reader process: answers one call after the other. Nothing here keeps what it has read, but the cohort file that was
// opened last, because its crops are asked for one by one.

import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { failed, success, type Result } from '../../domain/failure.ts';
import { fileFailure } from '../../files/file-failure.ts';
import { sha256Of } from '../../files/object-store.ts';
import { releaseMemory } from '../../domain/typed-arrays.ts';
import { answerCalls, type CallContext } from '../../processes/answer-calls.ts';
import type { ParentChannel } from '../../processes/process-channel.ts';
import { filmOfCrop } from '../cohort-file/cohort-crop.ts';
import { openCohortFile, type CohortFile } from '../cohort-file/read-cohort-file.ts';
import type { PreparedFilm } from '../film-task.ts';
import { prepareFilm } from '../prepare-film.ts';
import { readPoints } from '../read-points.ts';
import { referencedFiles } from '../sources/dicomdir.ts';
import { listFolder } from '../sources/list-folder.ts';
import { listPoints } from '../sources/list-points.ts';
import { lookAtFile } from '../sources/look-at-file.ts';
import { readSource, type SourceFile } from '../sources/source-file.ts';
import { listArchive } from '../sources/zip-archive.ts';
import { cohortFileText } from '../text/cohort-files.ts';
import { checkPoints } from './check-points.ts';
import { readSplitFile, readTable } from './read-table.ts';
import { READER_PROTOCOL, type PrepareOrder, type ListPart, type ReaderCall } from './reader-calls.ts';
import { showMirrored, showNumbering } from './show-questions.ts';

/** So many items of a list travel in one message, so that neither side is busy with it for long. */
const PART = 1000;

export function answerReader(channel: ParentChannel): void {
  const cohorts = new LastCohortFile();
  answerCalls(channel, READER_PROTOCOL, (call, context) => answer(call, cohorts, inParts(context)));
}

type Report = (items: readonly unknown[]) => void;

function inParts({ report }: CallContext<ListPart>): Report {
  return (items) => {
    for (let from = 0; from < items.length; from += PART) report(items.slice(from, from + PART));
  };
}

async function answer(call: ReaderCall, cohorts: LastCohortFile, report: Report): Promise<Result<unknown>> {
  switch (call.kind) {
    case 'list-folder':
      return listed(await listFolder(call), report);
    case 'list-archive': {
      const archive = await listArchive(call.file.location);
      if (!archive.ok) return archive;
      const { system, problems, files } = archive.value;
      return listed(success([...system, ...problems, ...files]), report);
    }
    case 'list-dicomdir': {
      const bytes = await readSource(call.file);
      const found = bytes.ok ? await referencedFiles(call.file.location, bytes.value) : bytes;
      return found.ok ? listed(success([...found.value.problems, ...found.value.files]), report) : found;
    }
    case 'look':
      return success(await each(call.files, lookAtFile));
    case 'list-points': {
      const points = await listPoints(call);
      if (!points.ok) return points;
      report(points.value.files);
      return success(points.value.isOneFile);
    }
    case 'check-points':
      return success(await each(call.films, checkPoints));
    case 'read-table':
      return readTable(call.file, call, report);
    case 'read-split':
      return readSplitFile(call.file, report);
    case 'list-cohort': {
      const cohort = await cohorts.open(call.file);
      return cohort.ok ? listed(success(cohort.value.summary.hips), report) : cohort;
    }
    case 'show-mirrored': {
      const cohort = await cohorts.open(call.file);
      return cohort.ok ? success(showMirrored(cohort.value, call.right)) : cohort;
    }
    case 'show-numbering':
      return showNumbering(call.file, call.points);
    case 'digest': {
      const bytes = await readSource(call.file);
      return bytes.ok ? success(sha256Of(bytes.value)) : bytes;
    }
    case 'prepare':
      return prepared(call.file, call.order);
    case 'crop': {
      const cohort = await cohorts.open(call.file);
      const crop = cohort.ok ? cohort.value.crop(call.hip) : cohort;
      return crop.ok ? success(await filmOfCrop(call.hip, crop.value, call.mirrored)) : crop;
    }
  }
}

function listed(items: Result<readonly unknown[]>, report: Report): Result<null> {
  if (!items.ok) return items;
  report(items.value);
  return success(null);
}

async function each<Item, Value>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result<Value>>,
): Promise<readonly Result<Value>[]> {
  const results: Result<Value>[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

async function prepared(file: SourceFile, { points, draft, ...order }: PrepareOrder): Promise<Result<PreparedFilm>> {
  const bytes = await readSource(file);
  if (!bytes.ok) return bytes;
  const texts = await readPoints(points);
  const film = texts.ok ? await prepareFilm(bytes.value, { ...order, points: texts.value }) : texts;
  releaseMemory(bytes.value);
  return film.ok ? withWrittenPixels(film.value, draft, file.location) : film;
}

/** Millions of packed pixels go to the study's disk from here. Through the messages, both processes would copy them several times. */
async function withWrittenPixels(film: PreparedFilm, draft: string, location: string): Promise<Result<PreparedFilm>> {
  const { object } = film.pixels;
  if ('draft' in object) return success(film);
  try {
    await writeFile(draft, object.bytes, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const failure = fileFailure(error, location);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
  releaseMemory(object.bytes);
  return success({ ...film, pixels: { ...film.pixels, object: { sha256: object.sha256, draft } } });
}

/** Opening a cohort file lists all its hips, which takes longer than reading a crop. */
class LastCohortFile {
  #opened: { readonly path: string; readonly cohort: CohortFile } | null = null;

  async open({ path, location }: SourceFile): Promise<Result<CohortFile>> {
    if (path === null) return failed('cohort-malformed', cohortFileText.file.inArchive(basename(location)));
    if (this.#opened?.path === path) return success(this.#opened.cohort);
    this.#opened?.cohort.close();
    this.#opened = null;
    const cohort = await openCohortFile(path);
    if (cohort.ok) this.#opened = { path, cohort: cohort.value };
    return cohort;
  }
}
