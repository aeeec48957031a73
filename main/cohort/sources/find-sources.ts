// Finds every file of an import with its kind. Searches folders, and opens archives and DICOMDIRs. Readers look into the files.

import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { failed, FileProblemSchema, isRefusal, type Failure, type FileProblem } from '../../domain/failure.ts';
import { readingFailure } from '../../files/file-failure.ts';
import { inOrder } from '../../processes/in-order.ts';
import { inBatches, type Reader } from '../reading/open-reader.ts';
import { sourceText } from '../text/sources.ts';
import type { FileKind } from './file-kind.ts';
import { ListedPathSchema, type ListedPath } from './list-folder.ts';
import { LookSchema, type Look } from './look-at-file.ts';
import { SystemPathSchema } from './zip-archive.ts';
import { diskFile, SourceFileSchema, type SourceFile } from './source-file.ts';

export interface FoundSource {
  readonly file: SourceFile;
  readonly kind: FileKind;
  /** What the header of a film says. Null for everything else. */
  readonly film: Look['film'];
  /** Whether the user named the file, and not a folder that holds it. */
  readonly named: boolean;
}

export interface FoundSources {
  /** In a stable order, each file once. */
  readonly sources: readonly FoundSource[];
  /** Everything that was not taken. A failure with the code `left-out` is no loss. */
  readonly problems: readonly FileProblem[];
}

/** Searches all paths. If all files are of unknown kind, those that the user named count as radiographs. */
export async function findSources(paths: readonly string[], reader: Reader, signal: AbortSignal): Promise<FoundSources> {
  const search = new Search(reader, signal);
  for (const path of paths) await search.path(path);
  await search.lookAtNamed();
  search.takeUnknown();
  search.reportSystemFiles();
  return { sources: [...search.found.values()], problems: search.problems };
}

type How = 'named' | 'found';

/** What has been found so far. */
class Search {
  /** By location. An archive may list one name twice, so the place in the archive is part of the key. */
  readonly found = new Map<string, FoundSource>();
  readonly problems: FileProblem[] = [];
  readonly #reader: Reader;
  readonly #signal: AbortSignal;
  /** Named files wait until there are several to look at together. */
  #named: SourceFile[] = [];
  /** Named files of unknown kind, with the reason not to read them. */
  readonly #unknown: { readonly file: SourceFile; readonly unread: Failure }[] = [];
  readonly #system = new Set<string>();
  /** The same path may be named twice, or lie in a folder that is named too. */
  readonly #reported = new Set<string>();
  readonly #archives = new Set<string>();

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
    const before = this.#taken();
    await this.#lookAt(await this.#filesIn(path, path), 'found');
    if (this.#taken() === before && !this.#signal.aborted) {
      this.#problem(path, failed('file-not-found', sourceText.folder.nothingToImport).failure);
    }
  }

  async lookAtNamed(): Promise<void> {
    const named = this.#named;
    this.#named = [];
    await this.#lookAt(named, 'named');
  }

  /** A file beside radiographs that is not one was named with them, as `*` does. Alone, it is what the user wants. */
  takeUnknown(): void {
    const isBeside = this.found.size > 0;
    for (const { file, unread } of this.#unknown) {
      if (isBeside && unread.code === 'left-out') this.#problem(file.location, unread);
      else this.#add(file, { kind: 'dicom', film: null, how: 'named' });
    }
  }

  async #filesIn(folder: string, chosen: string): Promise<SourceFile[]> {
    const listed = await this.#reader.askList({ kind: 'list-folder', folder, chosen }, ListedPathSchema, z.null());
    if (!listed.ok) {
      this.#problem(folder, listed.failure);
      return [];
    }
    const files: SourceFile[] = [];
    for (const entry of listed.value.items) await this.#listed(entry, chosen, files);
    return files;
  }

  async #listed(entry: ListedPath, chosen: string, files: SourceFile[]): Promise<void> {
    if (this.#signal.aborted) return;
    if (entry.kind === 'file') files.push(diskFile(entry.path, entry.size));
    else if (entry.kind === 'system') this.#system.add(entry.path);
    else if (entry.kind === 'problem') this.#problem(entry.path, entry.failure);
    else for (const file of await this.#filesIn(entry.path, chosen)) files.push(file);
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

  async #take(file: SourceFile, { kind, film, unread }: Look, how: How): Promise<void> {
    if (kind === 'archive') return this.#archive(file);
    if (kind === 'dicomdir') return this.#directory(file, how);
    if (kind !== 'other') return this.#add(file, { kind, film, how });
    if (unread === null) throw new Error('A file of the kind other has a reason.');
    if (how === 'found' || unread.code !== 'left-out') return this.#problem(file.location, unread);
    this.#unknown.push({ file, unread });
  }

  #add(file: SourceFile, { kind, film, how }: { kind: FileKind; film: Look['film']; how: How }): void {
    const key = `${file.location}\0${file.entry?.offset ?? ''}`;
    if (!this.found.has(key)) this.found.set(key, { file, kind, film, named: how === 'named' });
  }

  async #archive(file: SourceFile): Promise<void> {
    if (file.path === null) {
      return this.#problem(
        file.location,
        failed('archive-malformed', sourceText.archive.nested(basename(file.location))).failure,
      );
    }
    if (this.#archives.has(file.location)) return;
    this.#archives.add(file.location);
    const before = this.#taken();
    const files = await this.#filesOf(file, 'list-archive');
    await this.#lookAt(files ?? [], 'found');
    if (this.#taken() === before && !this.#signal.aborted) {
      this.#problem(file.location, failed('file-not-found', sourceText.archive.nothingInside).failure);
    }
  }

  /** The files that a named DICOMDIR lists. In a folder, the whole folder is searched anyway, so only missing files are reported. */
  async #directory(file: SourceFile, how: How): Promise<void> {
    if (file.path === null) return this.#problem(file.location, failed('left-out', sourceText.dicomdir.searched).failure);
    const files = await this.#filesOf(file, 'list-dicomdir');
    if (how === 'named') await this.#lookAt(files ?? [], 'found');
  }

  /** Null if the list cannot be read. */
  async #filesOf(file: SourceFile, kind: 'list-archive' | 'list-dicomdir'): Promise<readonly SourceFile[] | null> {
    const item = z.union([SourceFileSchema, FileProblemSchema, SystemPathSchema]);
    const listed = await this.#reader.askList({ kind, file }, item, z.null());
    if (!listed.ok) {
      this.#problem(file.location, listed.failure);
      return null;
    }
    const files: SourceFile[] = [];
    for (const one of listed.value.items) {
      if ('failure' in one) this.#problem(one.file, one.failure);
      else if ('system' in one) this.#system.add(one.system);
      else files.push(one);
    }
    return files;
  }

  /** Files of the system are many and never wanted, so they are reported together. */
  reportSystemFiles(): void {
    const [first] = this.#system;
    if (first === undefined) return;
    const names = [...new Set([...this.#system].map((path) => basename(path)))].toSorted(hiddenLast);
    const shown = names.slice(0, SHOWN_SYSTEM_NAMES);
    this.#problem(first, failed('left-out', sourceText.folder.ofSystem(shown, this.#system.size)).failure);
  }

  #problem(file: string, failure: Failure): void {
    const key = `${file}\0${failure.message}`;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.problems.push({ file, failure });
  }

  /** How much was taken, or refused by name. */
  #taken(): number {
    return this.found.size + this.#unknown.length + this.problems.filter(({ failure }) => isRefusal(failure)).length;
  }
}

const SHOWN_SYSTEM_NAMES = 5;

/** Folders such as `System Volume Information` before the many small files whose names begin with a dot. */
function hiddenLast(a: string, b: string): number {
  return Number(a.startsWith('.')) - Number(b.startsWith('.'));
}
