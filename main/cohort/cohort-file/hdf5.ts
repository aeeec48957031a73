// The HDF5 library with its filters, and typed access to its values.

import { fileURLToPath } from 'node:url';
import type { Dataset, Group } from 'h5wasm/node';

/** What the library says of a link without following it. */
interface LinkReader {
  /** Empty for everything but a link to another file. */
  get_external_link(fileId: bigint, path: string): { readonly filename?: string };
  /** Null for everything but a soft link. */
  get_symbolic_link(fileId: bigint, path: string): string | null;
}

/** What the library does with bytes and kinds of values. */
interface ValueReader {
  readonly H5T_class_t: Readonly<Record<ValueClass, { readonly value: number }>>;
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(address: number): void;
  get_attribute_metadata(
    fileId: bigint,
    path: string,
    name: string,
  ): {
    readonly type: number;
    readonly size: number;
    readonly signed: boolean;
    readonly total_size: number;
    readonly shape: number[] | null;
  };
  get_attribute_data(fileId: bigint, path: string, name: string, address: bigint): unknown;
  get_dataset_data(fileId: bigint, path: string, count: null, offset: null, strides: null, address: bigint): number;
}

type ValueClass = 'H5T_INTEGER' | 'H5T_FLOAT' | 'H5T_STRING' | 'H5T_COMPOUND' | 'H5T_ENUM';

export type Hdf5 = Awaited<ReturnType<typeof loadHdf5>>;

/** Loads the library for the first cohort file: it is large, and most imports do not need it. */
export async function loadHdf5() {
  const hdf5 = await import('h5wasm/node');
  const module = await hdf5.ready;
  module.activate_throwing_error_handler(); // otherwise the library prints its stack traces to the terminal
  const plugins = fileURLToPath(new URL('plugins', import.meta.resolve('h5wasm-plugins')));
  if (!module.get_plugin_search_paths().includes(plugins)) module.insert_plugin_search_path(plugins, 0);
  const links: LinkReader = module;
  const values: ValueReader = module;
  const { File, Group: GroupClass, Dataset: DatasetClass } = hdf5;
  return { File, Group: GroupClass, Dataset: DatasetClass, links, values };
}

/** Returns a dataset's numbers if they are floating-point numbers of 2, 4 or 8 bytes, else null. Throws if they cannot be unpacked. */
export function floatsOf({ values }: Hdf5, dataset: Dataset): Float64Array | null {
  const { type, size } = dataset.metadata;
  if (type !== values.H5T_class_t.H5T_FLOAT.value || ![2, 4, 8].includes(size)) return null;
  const bytes = bytesOf(values, dataset);
  switch (size) {
    case 2:
      return Float64Array.from(new Float16Array(bytes.buffer)); // h5wasm itself reads only 4 and 8 bytes
    case 4:
      return Float64Array.from(new Float32Array(bytes.buffer));
    default:
      return new Float64Array(bytes.buffer);
  }
}

/** Returns a dataset's whole numbers as bytes with their type, such as `<B`. Null for other values. */
export function wholeNumbersOf({ values }: Hdf5, dataset: Dataset): { readonly bytes: Uint8Array; readonly type: string } | null {
  const { type, size, signed } = dataset.metadata;
  const letter = new Map([
    [1, 'b'],
    [2, 'h'],
    [4, 'i'],
  ]).get(size);
  if (type !== values.H5T_class_t.H5T_INTEGER.value || letter === undefined) return null;
  return { bytes: bytesOf(values, dataset), type: `<${signed ? letter : letter.toUpperCase()}` };
}

/** The values as they lie in memory, with the byte order of this machine. */
function bytesOf(values: ValueReader, { metadata, file_id: fileId, path }: Dataset): Uint8Array<ArrayBuffer> {
  const length = metadata.size * metadata.total_size;
  const at = values._malloc(length);
  if (at === 0) throw new Error('Memory for a dataset is lacking.');
  try {
    values.get_dataset_data(fileId, path, null, null, null, BigInt(at));
    return new Uint8Array(values.HEAPU8.slice(at, at + length));
  } finally {
    values._free(at);
  }
}

/** What a dataset holds, as NumPy calls it: `uint8`, `float128`. */
export function nameOfNumbers({ values }: Hdf5, { metadata: { type, size, signed } }: Dataset): string {
  const { H5T_INTEGER, H5T_FLOAT, H5T_STRING, H5T_COMPOUND, H5T_ENUM } = values.H5T_class_t;
  switch (type) {
    case H5T_INTEGER.value:
      return `${signed ? 'int' : 'uint'}${8 * size}`;
    case H5T_FLOAT.value:
      return `float${8 * size}`;
    case H5T_STRING.value:
      return 'text';
    case H5T_COMPOUND.value:
      return 'records';
    case H5T_ENUM.value:
      return 'names of values';
    default:
      return 'values of another kind';
  }
}

/** The filters with which a dataset is packed, by name and number. */
export function filtersOf(dataset: Dataset): readonly string[] {
  return dataset.filters.map(({ id, name }) => (name === '' ? String(id) : `${name} (${id})`));
}

/** The group of this name in a group. Null if there is none. Links are not followed. */
export function groupIn(hdf5: Hdf5, parent: Group, name: string): Group | null {
  const member = memberOf(hdf5, parent, name);
  return member instanceof hdf5.Group ? member : null;
}

/** The dataset of this name in a group of few members. Null if there is none. Links are not followed. */
export function datasetIn(hdf5: Hdf5, parent: Group, name: string): Dataset | null {
  if (!parent.keys().includes(name)) return null; // the library throws if it asks for a link that is not there
  const member = memberOf(hdf5, parent, name);
  return member instanceof hdf5.Dataset ? member : null;
}

/** The library would follow a link to any HDF5 file on the disk, and a soft link may lead to such a link. */
function memberOf({ links }: Hdf5, parent: Group, name: string): unknown {
  const path = `${parent.path === '/' ? '' : parent.path}/${name}`;
  const leadsOut = links.get_external_link(parent.file_id, path).filename !== undefined;
  return !leadsOut && links.get_symbolic_link(parent.file_id, path) === null ? parent.get(name) : null;
}

/** An attribute as a number, or the first number of a list. Null if there is none. */
export function numberOf(of: Dataset | Group, name: string): number | null {
  const value: unknown = of.attrs[name]?.value ?? null;
  const first: unknown = typeof value === 'object' && value !== null && 0 in value ? value[0] : value;
  const number = typeof first === 'bigint' ? Number(first) : first;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

export function textOf(of: Dataset | Group, name: string): string {
  const value: unknown = of.attrs[name]?.value ?? null;
  return typeof value === 'string' ? value.trim() : '';
}
