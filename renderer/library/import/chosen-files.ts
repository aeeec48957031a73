// Counts the files chosen for import by their names alone, before anything is sent.

import { nameOf } from '../../api/uploads.ts';

export interface FileCounts {
  readonly radiographs: number;
  readonly points: number;
  readonly others: number;
  /** Radiographs without a point file of the same name in their folder. */
  readonly unpaired: number;
}

const POINTS = /\.pts$/i;
const OTHER = /\.(csv|json|txt|md|h5|hdf5|xlsx?|pdf)$/i;

/** Counts a file as a radiograph unless its extension says otherwise, because DICOM files often have none. */
export function countFiles(names: readonly string[]): FileCounts {
  const points = names.filter((name) => POINTS.test(name));
  const others = names.filter((name) => OTHER.test(name));
  const radiographs = names.filter((name) => !POINTS.test(name) && !OTHER.test(name));
  const stems = new Set(points.map(stemOf));
  const unpaired = radiographs.filter((name) => !stems.has(name) && !stems.has(stemOf(name))).length;
  return { radiographs: radiographs.length, points: points.length, others: others.length, unpaired };
}

function stemOf(name: string): string {
  return name.replace(/\.[^./\\]+$/, '');
}

/** Returns every dropped file, including those in dropped folders. */
export async function filesOf(items: DataTransferItemList): Promise<File[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry());
  const found = await Promise.all(entries.flatMap((entry) => (entry === null ? [] : [filesUnder(entry)])));
  return found.flat().filter((file) => !nameOf(file).split('/').at(-1)?.startsWith('.'));
}

async function filesUnder(entry: FileSystemEntry): Promise<File[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [file];
  }
  if (!isFolder(entry)) return [];
  const children = await childrenOf(entry.createReader());
  return (await Promise.all(children.map(filesUnder))).flat();
}

/** The browser lists a folder in parts. An empty part is the end. */
async function childrenOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
  return part.length === 0 ? [] : [...part, ...(await childrenOf(reader))];
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
