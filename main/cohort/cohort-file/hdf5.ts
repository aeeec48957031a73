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

export type Hdf5 = Awaited<ReturnType<typeof loadHdf5>>;

/** Loads the library for the first cohort file: it is large, and most imports do not need it. */
export async function loadHdf5() {
  const hdf5 = await import('h5wasm/node');
  const module = await hdf5.ready;
  module.activate_throwing_error_handler(); // otherwise the library prints its stack traces to the terminal
  const plugins = fileURLToPath(new URL('plugins', import.meta.resolve('h5wasm-plugins')));
  if (!module.get_plugin_search_paths().includes(plugins)) module.insert_plugin_search_path(plugins, 0);
  const links: LinkReader = module;
  const { File, Group: GroupClass, Dataset: DatasetClass } = hdf5;
  return { File, Group: GroupClass, Dataset: DatasetClass, links };
}

/** The group of this name in a group. Null if there is none. Links are not followed. */
export function groupIn(hdf5: Hdf5, parent: Group, name: string): Group | null {
  const member = memberOf(hdf5, parent, name);
  return member instanceof hdf5.Group ? member : null;
}

export function datasetIn(hdf5: Hdf5, parent: Group, name: string): Dataset | null {
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
