// Finds every file of an import with its kind. Searches folders, and opens archives and DICOMDIRs.

import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { failed, type FileProblem, type Result } from '../../domain/failure.ts';
import { readingFailure } from '../../files/file-failure.ts';
import { referencedFiles } from './dicomdir.ts';
import { HEAD_BYTES, kindOfFile, type FileKind } from './file-kind.ts';
import { diskFile, type SourceFile } from './source-file.ts';
import { openArchive } from './zip-archive.ts';
import { sourceText } from '../text/sources.ts';

export interface FoundSource {
  readonly file: SourceFile;
  readonly kind: FileKind;
}

export interface FoundSources {
  /** In a stable order, each file once. */
  readonly sources: readonly FoundSource[];
  readonly problems: readonly FileProblem[];
  /** Closes the archives. No entry can be read afterwards. */
  readonly close: () => void;
}

/** Searches all paths. A file of unknown kind counts as a radiograph if the user named it. */
export async function findSources(paths: readonly string[], signal: AbortSignal): Promise<FoundSources> {
  const search = new Search(signal);
  for (const path of paths) await search.path(path);
  const { found, problems, opened } = search;
  return { sources: [...found.values()], problems, close: () => opened.forEach((close) => close()) };
}

/** What has been found so far. */
class Search {
  readonly found = new Map<string, FoundSource>();
  readonly problems: FileProblem[] = [];
  readonly opened: (() => void)[] = [];
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  async path(path: string): Promise<void> {
    try {
      const entry = await stat(path);
      if (!entry.isDirectory()) return await this.#file(diskFile(path, entry.size), 'named');
      const before = this.found.size + this.problems.length;
      await this.#folder(path);
      if (this.found.size + this.problems.length === before) {
        this.#problem(path, failed('file-not-found', sourceText.folder.nothingToImport));
      }
    } catch (error) {
      const failure = readingFailure(error, path);
      if (failure === null) throw error;
      this.problems.push({ file: path, failure });
    }
  }

  async #folder(folder: string): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.') || this.#signal.aborted) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) await this.#folder(path);
      else if (entry.isFile()) await this.#file(diskFile(path, (await stat(path)).size), 'found');
    }
  }

  async #file(file: SourceFile, how: 'named' | 'found'): Promise<void> {
    const head = await file.head(HEAD_BYTES);
    if (!head.ok) return this.#problem(file.location, head);
    const kind = kindOfFile(basename(file.location), head.value);
    if (kind === 'archive' && file.path !== null) return this.#archive(file.path);
    if (kind === 'archive') {
      const name = basename(file.location);
      return this.#problem(file.location, failed('archive-malformed', sourceText.archive.nested(name)));
    }
    if (kind === 'dicomdir' && how === 'named') return this.#directory(file);
    if (kind === 'other' && how === 'found') return;
    const taken = kind === 'other' ? 'dicom' : kind;
    if (!this.found.has(file.location)) this.found.set(file.location, { file, kind: taken });
  }

  async #archive(path: string): Promise<void> {
    const archive = await openArchive(path);
    if (!archive.ok) return this.#problem(path, archive);
    this.opened.push(archive.value.close);
    this.problems.push(...archive.value.problems);
    for (const file of archive.value.files) {
      if (!this.#signal.aborted) await this.#file(file, 'found');
    }
  }

  /** The table of contents of a named DICOMDIR. In a folder it is ignored, because the whole folder is searched anyway. */
  async #directory(file: SourceFile): Promise<void> {
    const bytes = await file.read();
    const listed = bytes.ok ? await referencedFiles(file.location, bytes.value) : bytes;
    if (!listed.ok) return this.#problem(file.location, listed);
    this.problems.push(...listed.value.problems);
    for (const one of listed.value.files) await this.#file(one, 'found');
  }

  #problem(file: string, { failure }: Extract<Result<never>, { ok: false }>): void {
    this.problems.push({ file, failure });
  }
}
