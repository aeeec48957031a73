// The network that a recipe trains.

import type { Architecture } from '../network/architecture.ts';
import { backbone } from '../network/backbone.ts';
import { systemOneHeads } from '../network/heads.ts';
import type { Recipe } from '../training/recipe.ts';

export function architectureOf(recipe: Recipe): Architecture {
  return backbone(recipe.backbone, { inputChannels: 1, heads: systemOneHeads });
}
