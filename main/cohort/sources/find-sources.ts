// Finds every file of an import with its kind. Searches folders, and opens archives and DICOMDIRs. Readers look into the files.

import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { failed, FileProblemSchema, type Failure, type FileProblem } from '../../domain/failure.ts';
import { readingFailure } from '../../files/file-failure.ts';
import { inOrder } from '../../processes/in-order.ts';
import { inBatches, type Reader } from '../reading/open-reader.ts';
import { sourceText } from '../text/sources.ts';
import type { FileKind } from './file-kind.ts';
import { ListedPathSchema, type ListedPath } from './list-folder.ts';
import { LookSchema, type Look } from './look-at-file.ts';
import { diskFile, SourceFileSchema, type SourceFile } from './source-file.ts';

export interface FoundSource {
  readonly file: SourceFile;
  readonly kind: FileKind;
  /** What the header of a film says. Null for everything else. */
  readonly film: Look['film'];
}

export interface FoundSources {
  /** In a stable order, each file once. */
  readonly sources: readonly FoundSource[];
  readonly problems: readonly FileProblem[];
}

/** Searches all paths. A file of unknown kind counts as a radiograph if the user named it. */
export async function findSources(paths: readonly string[], reader: Reader, signal: AbortSignal): Promise<FoundSources> {
  const search = new Search(reader, signal);
  for (const path of paths) await search.path(path);
  await search.lookAtNamed();
  return { sources: [...search.found.values()], problems: search.problems };
}

type How = 'named' | 'found';

/** What has been found so far. */
class Search {
  readonly found = new Map<string, FoundSource>();
  readonly problems: FileProblem[] = [];
  readonly #reader: Reader;
  readonly #signal: AbortSignal;
  /** Named files wait until there are several to look at together. */
  #named: SourceFile[] = [];

  constructor(reader: Reader, signal: AbortSignal) {
    this.#reader = reader;
    this.#signal = signal;
  }

  async path(path: string): Promise<void> {
    try {
      const entry = await stat(path);
      if (!entry.isDirectory()) return void this.#named.push(diskFile(path, entry.size));
    } catch (error) {
      const failure = readingFailure(error, path);
      if (failure === null) throw error;
      return this.#problem(path, failure);
    }
    await this.lookAtNamed();
    const before = this.found.size + this.problems.length;
    await this.#lookAt(await this.#filesIn(path), 'found');
    if (this.found.size + this.problems.length === before && !this.#signal.aborted) {
      this.#problem(path, failed('file-not-found', sourceText.folder.nothingToImport).failure);
    }
  }

  async lookAtNamed(): Promise<void> {
    const named = this.#named;
    this.#named = [];
    await this.#lookAt(named, 'named');
  }

  async #filesIn(folder: string): Promise<SourceFile[]> {
    const listed = await this.#reader.askList({ kind: 'list-folder', folder }, ListedPathSchema, z.null());
    if (!listed.ok) {
      this.#problem(folder, listed.failure);
      return [];
    }
    const files: SourceFile[] = [];
    for (const entry of listed.value.items) await this.#listed(entry, files);
    return files;
  }

  async #listed(entry: ListedPath, files: SourceFile[]): Promise<void> {
    if (this.#signal.aborted) return;
    if (entry.kind === 'file') files.push(diskFile(entry.path, entry.size));
    else if (entry.kind === 'problem') this.#problem(entry.path, entry.failure);
    else for (const file of await this.#filesIn(entry.path)) files.push(file);
  }

  async #lookAt(files: readonly SourceFile[], how: How): Promise<void> {
    const looks = inOrder(inBatches(files), { ahead: this.#reader.processes + 1, signal: this.#signal }, async (batch) =>
      this.#reader.askEach(batch, (some) => ({ kind: 'look', files: some }), LookSchema),
    );
    for await (const { item: batch, value } of looks) {
      for (const [index, file] of batch.entries()) {
        const look = value[index];
        if (this.#signal.aborted || look === undefined) return;
        if (look.ok) await this.#take(file, look.value, how);
        else this.#problem(file.location, look.failure);
      }
    }
  }

  async #take(file: SourceFile, { kind, film }: Look, how: How): Promise<void> {
    if (kind === 'archive') return this.#archive(file);
    if (kind === 'dicomdir' && how === 'named') return this.#directory(file);
    if (kind === 'other' && how === 'found') return;
    const taken = kind === 'other' ? 'dicom' : kind;
    if (!this.found.has(file.location)) this.found.set(file.location, { file, kind: taken, film });
  }

  async #archive(file: SourceFile): Promise<void> {
    if (file.path !== null) return this.#filesOf(file, 'list-archive');
    this.#problem(file.location, failed('archive-malformed', sourceText.archive.nested(basename(file.location))).failure);
  }

  /** The table of contents of a named DICOMDIR. In a folder it is ignored, because the whole folder is searched anyway. */
  async #directory(file: SourceFile): Promise<void> {
    return this.#filesOf(file, 'list-dicomdir');
  }

  async #filesOf(file: SourceFile, kind: 'list-archive' | 'list-dicomdir'): Promise<void> {
    const item = z.union([SourceFileSchema, FileProblemSchema]);
    const listed = await this.#reader.askList({ kind, file }, item, z.null());
    if (!listed.ok) return this.#problem(file.location, listed.failure);
    const files: SourceFile[] = [];
    for (const one of listed.value.items) {
      if ('failure' in one) this.problems.push(one);
      else files.push(one);
    }
    await this.#lookAt(files, 'found');
  }

  #problem(file: string, failure: Failure): void {
    this.problems.push({ file, failure });
  }
}
