// Lists a folder and the folders inside it, without opening any file.

import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { z } from 'zod';
import { failed, FailureSchema, success, type Failure, type Result } from '../../domain/failure.ts';
import { codeOf, readingFailure } from '../../files/file-failure.ts';
import { filesText } from '../../files/text.ts';
import { sourceText } from '../text/sources.ts';
import { isSystemName } from './system-files.ts';

export const ListedPathSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), path: z.string(), size: z.number() }),
  /** Not listed yet, because the list is long enough. */
  z.object({ kind: z.literal('folder'), path: z.string() }),
  /** A file or folder of the operating system. */
  z.object({ kind: z.literal('system'), path: z.string() }),
  /** Not read. A failure with the code `left-out` is no loss. */
  z.object({ kind: z.literal('problem'), path: z.string(), failure: FailureSchema }),
]);

export type ListedPath = z.infer<typeof ListedPathSchema>;

/** The folder to list. */
export interface FolderToList {
  readonly folder: string;
  /** The folder that the user chose. A link to something inside it loses nothing, because that is listed anyway. */
  readonly chosen: string;
}

/** A list that holds this many paths goes no deeper. */
const LONG_LIST = 1000;
/** So many files are asked for their sizes at once. */
const AT_ONCE = 32;

/**
 * Lists the folder in the order of its names, each folder in place. Files of the system, links, pipes and folders that may not be read are
 * problems. Fails if the folder itself cannot be read.
 */
export async function listFolder({ folder, chosen }: FolderToList): Promise<Result<readonly ListedPath[]>> {
  const listed: ListedPath[] = [];
  const own = await entriesOf(folder, chosen);
  if (!own.ok) return own;
  await addEntries(own.value, chosen, listed);
  return success(listed);
}

async function addEntries(entries: readonly ListedPath[], chosen: string, listed: ListedPath[]): Promise<void> {
  for (const entry of entries) {
    if (entry.kind !== 'folder' || listed.length >= LONG_LIST) {
      listed.push(entry);
      continue;
    }
    const inside = await entriesOf(entry.path, chosen);
    if (inside.ok) await addEntries(inside.value, chosen, listed);
    else listed.push({ kind: 'problem', path: entry.path, failure: inside.failure });
  }
}

async function entriesOf(folder: string, chosen: string): Promise<Result<readonly ListedPath[]>> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const listed: ListedPath[] = [];
    for (let from = 0; from < sorted.length; from += AT_ONCE) {
      const some = sorted.slice(from, from + AT_ONCE).map((entry) => listedEntry(entry, folder, chosen));
      listed.push(...(await Promise.all(some)));
    }
    return success(listed);
  } catch (error) {
    return { ok: false, failure: unreadableFolder(error, folder) };
  }
}

async function listedEntry(entry: Entry, folder: string, chosen: string): Promise<ListedPath> {
  const path = join(folder, entry.name);
  const problem = ({ failure }: { readonly failure: Failure }): ListedPath => ({ kind: 'problem', path, failure });
  if (isSystemName(entry.name)) return { kind: 'system', path };
  if (entry.isDirectory()) return { kind: 'folder', path };
  if (entry.isSymbolicLink()) return problem(await linkProblem(path, chosen));
  if (!entry.isFile()) return problem(failed('file-unreadable', filesText.notAFile(basename(path))));
  try {
    return { kind: 'file', path, size: (await stat(path)).size };
  } catch (error) {
    const failure = readingFailure(error, path);
    if (failure === null) throw error;
    return problem({ failure });
  }
}

interface Entry {
  readonly name: string;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
  isFile(): boolean;
}

/** Links are not followed: they may lead in circles, out of the folder that the user chose, or to a file that is read already. */
async function linkProblem(path: string, chosen: string): Promise<{ readonly failure: Failure }> {
  const { folder } = sourceText;
  const name = basename(path);
  try {
    const inside = relative(await realpath(chosen), await realpath(path));
    const parts = inside.split(sep);
    const isRead = parts[0] !== '..' && !inside.startsWith(sep) && !parts.some(isSystemName);
    return isRead ? failed('left-out', folder.linkInside(name)) : failed('file-unreadable', folder.link(name));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return failed('file-not-found', folder.deadLink(name));
    if (codeOf(error) === 'ELOOP') return failed('left-out', folder.linkLoop(name));
    const failure = readingFailure(error, path);
    if (failure === null) throw error;
    return { failure };
  }
}

function unreadableFolder(error: unknown, folder: string): Failure {
  const failure = readingFailure(error, folder);
  if (failure === null) throw error;
  const name = shortened(basename(folder));
  switch (codeOf(error)) {
    case 'EACCES':
    case 'EPERM':
      return failed('file-unreadable', sourceText.folder.notReadable(name)).failure;
    case 'ENAMETOOLONG':
      return failed('file-unreadable', sourceText.folder.tooDeep(name)).failure;
    default:
      return failure;
  }
}

const LONGEST_NAME = 80;

function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}...` : name;
}
