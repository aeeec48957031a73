// Queries on the split_recipes table: how a split was built. Imported splits have no row.

import { z } from 'zod';
import type { SplitRecipe } from '../domain/study/split.ts';
import type { StudyDatabase } from './study-database.ts';

interface SplitRecipeRecord {
  readonly name: string;
  readonly madeAt: string;
  readonly recipe: SplitRecipe;
}

const Row = z.object({ split_name: z.string(), made_at: z.string(), recipe: z.string() });

export function putSplitRecipe(database: StudyDatabase, { name, madeAt, recipe }: SplitRecipeRecord): void {
  database.prepare('INSERT OR REPLACE INTO split_recipes VALUES (?, ?, ?)').run(name, madeAt, JSON.stringify(recipe));
}

/** The recipe of each built split as JSON, by the split's name. */
export function splitRecipes(database: StudyDatabase): ReadonlyMap<string, { readonly madeAt: string; readonly recipe: string }> {
  const rows = database
    .prepare('SELECT * FROM split_recipes')
    .all()
    .map((row) => Row.parse(row));
  return new Map(rows.map((row) => [row.split_name, { madeAt: row.made_at, recipe: row.recipe }]));
}
