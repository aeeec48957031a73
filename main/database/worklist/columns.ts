// The worklist as columns of small codes, so that filters count without touching the database.

import { FACET_COLUMNS, type ColumnName } from './facet-columns.ts';
import type { HipFacts } from './hip-facts.ts';

/** One facet of every hip: hip i has the value `values[codes[i]]`. */
export interface CodeColumn {
  readonly codes: Uint32Array;
  readonly values: readonly string[];
}

export interface HipColumns {
  /** In no particular order. The position of a hip never changes. */
  readonly facts: readonly HipFacts[];
  /** Lower case, for the text filter. */
  readonly names: readonly string[];
  readonly columnOf: (name: ColumnName) => CodeColumn;
  /** Grows by one with every change. */
  readonly revision: number;
  /** Undefined if there is no such hip. */
  readonly positionOf: (hipId: string) => number | undefined;
  /** Adds hips, or replaces hips of the same id. */
  readonly put: (facts: readonly HipFacts[]) => void;
}

class GrowingColumn implements CodeColumn {
  codes: Uint32Array;
  readonly values: string[];
  readonly #codeOf: Map<string, number>;

  constructor(values: readonly string[], capacity: number) {
    this.values = [...values];
    this.#codeOf = new Map(values.map((value, code) => [value, code]));
    this.codes = new Uint32Array(capacity);
  }

  set(position: number, value: string): void {
    if (position >= this.codes.length) {
      const larger = new Uint32Array(Math.max(1024, this.codes.length * 2));
      larger.set(this.codes);
      this.codes = larger;
    }
    let code = this.#codeOf.get(value);
    if (code === undefined) {
      code = this.values.push(value) - 1;
      this.#codeOf.set(value, code);
    }
    this.codes[position] = code;
  }
}

export function hipColumns(first: readonly HipFacts[]): HipColumns {
  const facts: HipFacts[] = [];
  const names: string[] = [];
  const positions = new Map<string, number>();
  const growing = FACET_COLUMNS.map(({ name, values, valueOf }) => ({
    name,
    valueOf,
    column: new GrowingColumn(values, first.length),
  }));
  const byName = new Map<ColumnName, CodeColumn>(growing.map(({ name, column }) => [name, column]));
  let revision = 0;
  const put = (hips: readonly HipFacts[]): void => {
    revision += 1;
    for (const hip of hips) {
      const position = positions.get(hip.hipId) ?? facts.length;
      positions.set(hip.hipId, position);
      facts[position] = hip;
      names[position] = hip.hipId.toLowerCase();
      for (const { column, valueOf } of growing) column.set(position, valueOf(hip));
    }
  };
  put(first);
  return {
    facts,
    names,
    columnOf: (name) => byName.get(name) ?? missingColumn(name),
    get revision() {
      return revision;
    },
    positionOf: (hipId) => positions.get(hipId),
    put,
  };
}

/** The hip at a position. Throws if there is none. */
export function factsAt(facts: readonly HipFacts[], position: number): HipFacts {
  const hip = facts[position];
  if (hip === undefined) throw new Error(`The worklist has no hip at position ${position} of ${facts.length}.`);
  return hip;
}

function missingColumn(name: ColumnName): never {
  throw new Error(`FACET_COLUMNS does not list the column ${name}.`);
}
