// A recipe as cards and tables show it. It is read leniently, so that a recipe of another version still has a name.

import { z } from 'zod';
import type { RecipeSummary } from '../../domain/training/recipe-summary.ts';
import { plannedSpans } from '../../training/extension.ts';

const Edge = z.union([z.number(), z.object({ height: z.number(), width: z.number() })]);
const Stage = z.object({ size: Edge, epochs: z.number() });

const Readable = z.object({
  name: z.string().optional(),
  system: z.number().optional(),
  strategy: z.string().optional(),
  /** The attention masks of System 3. Null for the backbone alone. */
  attention: z.object({ combined: z.string() }).nullish(),
  backbone: z.string().optional(),
  architecture: z.union([z.string(), z.object({ name: z.string() })]).optional(),
  start: z.enum(['scratch', 'weights']).optional(),
  batch: z.number().optional(),
  precision: z.string().optional(),
  stages: z.array(Stage).min(1).optional(),
  extensions: z.array(z.object({ after: z.number(), epochs: z.number() })).optional(),
  data: z.object({ kind: z.string() }).optional(),
});

/** `recipe` is parsed JSON. `name` is used if the recipe has no name. */
export function summaryOfRecipe(recipe: unknown, name: string): RecipeSummary {
  const parsed = Readable.safeParse(recipe);
  const read: z.infer<typeof Readable> = parsed.success ? parsed.data : {};
  const { architecture } = read;
  return {
    name: read.name ?? name,
    system: read.system ?? null,
    strategy: read.strategy ?? read.attention?.combined ?? (read.attention === null ? 'one-head' : null),
    architecture: read.backbone ?? (typeof architecture === 'string' ? architecture : architecture?.name) ?? '',
    start: read.start ?? null,
    epochs: stagesOf(recipe).reduce((sum, { epochs }) => sum + epochs, 0),
    batch: read.batch ?? 0,
    sizes: (read.stages ?? []).map(({ size }) => (typeof size === 'number' ? size : size.height)),
    data: read.data?.kind ?? '',
    precision: read.precision ?? '',
  };
}

export interface RecipeStage {
  readonly height: number;
  readonly width: number;
  readonly epochs: number;
}

/** Returns the stages of growing pictures, and the run's extensions. Empty if the recipe cannot be read. */
export function stagesOf(recipe: unknown): readonly RecipeStage[] {
  const parsed = Readable.pick({ stages: true, extensions: true }).safeParse(recipe);
  return plannedSpans(parsed.data?.stages ?? [], parsed.data?.extensions).map(({ stage: { size }, epochs }) =>
    typeof size === 'number' ? { height: size, width: size, epochs } : { ...size, epochs },
  );
}

/** Returns every value as text, by its dotted key, such as `optimizer.learningRate`. */
export function settingsOfRecipe(recipe: unknown): Record<string, string> {
  return Object.fromEntries(settingsIn(recipe, '', DEEPEST_SETTING));
}

/** A recipe has four levels. A damaged one could have so many that reading them ends the program. */
const DEEPEST_SETTING = 20;

function settingsIn(value: unknown, key: string, levels: number): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[key, String(value)]];
  if (levels === 0) return [];
  return Object.entries(value).flatMap(([name, entry]) => settingsIn(entry, key === '' ? name : `${key}.${name}`, levels - 1));
}
