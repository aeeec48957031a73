// Lists a folder and the folders inside it, without opening any file.

import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { failed, FailureSchema, success, type Result } from '../../domain/failure.ts';
import { readingFailure } from '../../files/file-failure.ts';
import { filesText } from '../../files/text.ts';
import { sourceText } from '../text/sources.ts';

export const ListedPathSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), path: z.string(), size: z.number() }),
  /** Not listed yet, because the list is long enough. */
  z.object({ kind: z.literal('folder'), path: z.string() }),
  z.object({ kind: z.literal('problem'), path: z.string(), failure: FailureSchema }),
]);

export type ListedPath = z.infer<typeof ListedPathSchema>;

/** A list that holds this many paths goes no deeper. */
const LONG_LIST = 1000;
/** So many files are asked for their sizes at once. */
const AT_ONCE = 32;

/**
 * Lists the folder in the order of its names, each folder in place. Hidden files are left out. Links, pipes and folders that may not be
 * read are problems. Fails if the folder itself cannot be read.
 */
export async function listFolder(folder: string): Promise<Result<readonly ListedPath[]>> {
  const listed: ListedPath[] = [];
  const own = await entriesOf(folder);
  if (!own.ok) return own;
  await addEntries(own.value, listed);
  return success(listed);
}

async function addEntries(entries: readonly ListedPath[], listed: ListedPath[]): Promise<void> {
  for (const entry of entries) {
    if (entry.kind !== 'folder' || listed.length >= LONG_LIST) {
      listed.push(entry);
      continue;
    }
    const inside = await entriesOf(entry.path);
    if (inside.ok) await addEntries(inside.value, listed);
    else listed.push({ kind: 'problem', path: entry.path, failure: inside.failure });
  }
}

async function entriesOf(folder: string): Promise<Result<readonly ListedPath[]>> {
  try {
    const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'));
    const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const listed: ListedPath[] = [];
    for (let from = 0; from < sorted.length; from += AT_ONCE) {
      listed.push(...(await Promise.all(sorted.slice(from, from + AT_ONCE).map((entry) => listedEntry(entry, folder)))));
    }
    return success(listed);
  } catch (error) {
    return unreadable(error, folder);
  }
}

async function listedEntry(entry: Entry, folder: string): Promise<ListedPath> {
  const path = join(folder, entry.name);
  if (entry.isDirectory()) return { kind: 'folder', path };
  const problem = (failure: { failure: Extract<ListedPath, { kind: 'problem' }>['failure'] }): ListedPath => ({
    kind: 'problem',
    path,
    ...failure,
  });
  if (entry.isSymbolicLink()) return problem(failed('file-unreadable', sourceText.folder.link(basename(path))));
  if (!entry.isFile()) return problem(failed('file-unreadable', filesText.notAFile(basename(path))));
  try {
    return { kind: 'file', path, size: (await stat(path)).size };
  } catch (error) {
    return problem(unreadable(error, path));
  }
}

interface Entry {
  readonly name: string;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
  isFile(): boolean;
}

function unreadable(error: unknown, path: string): { readonly ok: false; readonly failure: z.infer<typeof FailureSchema> } {
  const failure = readingFailure(error, path);
  if (failure === null) throw error;
  return { ok: false, failure };
}
