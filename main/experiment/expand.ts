// Expands an experiment to its runs. Runs with the same hash are one run.

import { createHash } from 'node:crypto';
import { failed, success, type Result } from '../domain/failure.ts';
import { parseRecipe, type Recipe } from '../training/recipe.ts';
import type { Experiment } from './spec.ts';
import { experimentText } from './text.ts';

export interface ExperimentRun {
  /** The first 16 digits of the SHA-256 of the recipe, of the start and of the data. It names the run's folder. */
  readonly hash: string;
  readonly recipe: Recipe;
  /** The hash of the run whose last weights this one starts from. Null for random weights. */
  readonly start: string | null;
  /** The values that tell it from the experiment's other runs, by their place in the recipe, such as `budget.weak`. */
  readonly chosen: Readonly<Record<string, unknown>>;
}

/** Runs, each after the run that it starts from. */
export interface Expanded {
  readonly runs: readonly ExperimentRun[];
  /** The runs that only give others their first weights. */
  readonly starts: readonly ExperimentRun[];
}

type Entries = Readonly<Record<string, unknown>>;

/** `data` tells the data outside the recipe apart: see `data-print.ts`. Fails with `recipe-malformed`, naming the run that does not fit. */
export function expandExperiment(experiment: Experiment, data: string | null): Result<Expanded> {
  const runs = new Map<string, ExperimentRun>();
  const starts = new Map<string, ExperimentRun>();
  for (const sweep of experiment.sweeps) {
    for (const { entries, chosen } of choices(merged(experiment.recipe, sweep))) {
      const first = experiment.start === undefined ? success(null) : runOf(merged(entries, experiment.start), {}, null);
      if (!first.ok) return first;
      if (first.value !== null) starts.set(first.value.hash, first.value);
      const run = runOf(entries, chosen, first.value?.hash ?? null);
      if (!run.ok) return run;
      if (!runs.has(run.value.hash)) runs.set(run.value.hash, run.value);
    }
  }
  return success({ runs: [...runs.values()], starts: [...starts.values()].filter(({ hash }) => !runs.has(hash)) });

  function runOf(entries: Entries, chosen: Entries, start: string | null): Result<ExperimentRun> {
    const recipe = parseRecipe(JSON.stringify({ ...entries, name: experiment.name }));
    if (!recipe.ok) return failed(recipe.failure.code, experimentText.runMalformed(labelOf(chosen), recipe.failure.message));
    const named = { ...recipe.value, name: '' };
    const hash = createHash('sha256')
      .update(canonical({ recipe: named, start, data }))
      .digest('hex')
      .slice(0, 16);
    return success({ hash, recipe: recipe.value, start, chosen });
  }
}

/** Such as `strategy masked, budget.weak 500`. */
export function labelOf(chosen: ExperimentRun['chosen']): string {
  return Object.entries(chosen)
    .map(([place, value]) => `${place} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

/** `change` replaces entries of `base`, entry by entry. A null stays, because recipes use it. */
function merged(base: Entries, change: Entries): Entries {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(change)) {
    const before = result[key];
    const both = isEntries(before) && isEntries(value) && each(before) === null && each(value) === null;
    result[key] = both ? merged(before, value) : value;
  }
  return result;
}

interface Choice {
  readonly entries: Entries;
  readonly chosen: Record<string, unknown>;
}

/** Every combination of the listed values; the first list varies slowest. */
function choices(entries: Entries): Choice[] {
  const place = firstList(entries, []);
  if (place === null) return [{ entries, chosen: {} }];
  return place.values.flatMap((value) =>
    choices(withValue(entries, place.path, value)).map((rest) => ({
      entries: rest.entries,
      chosen: { [place.path.join('.')]: value, ...rest.chosen },
    })),
  );
}

function firstList(entries: Entries, path: readonly string[]): { path: readonly string[]; values: readonly unknown[] } | null {
  for (const [key, value] of Object.entries(entries)) {
    const values = each(value);
    if (values !== null) return { path: [...path, key], values };
    const inside = isEntries(value) ? firstList(value, [...path, key]) : null;
    if (inside !== null) return inside;
  }
  return null;
}

function withValue(entries: Entries, [key, ...rest]: readonly string[], value: unknown): Entries {
  if (key === undefined) return entries;
  const inside = entries[key];
  return { ...entries, [key]: rest.length === 0 || !isEntries(inside) ? value : withValue(inside, rest, value) };
}

/** The values of `{ "each": [...] }`, or null. */
function each(value: unknown): readonly unknown[] | null {
  return isEntries(value) && Object.keys(value).length === 1 && Array.isArray(value['each']) ? value['each'] : null;
}

function isEntries(value: unknown): value is Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON with sorted keys, so that the order of entries does not change a hash. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inside: unknown) =>
    isEntries(inside) ? Object.fromEntries(Object.entries(inside).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inside,
  );
}
