// The network that a recipe trains.

import type { Architecture } from '../network/architecture.ts';
import { ATTENTION_BRANCHES } from '../network/architectures/attention-branches.ts';
import { withAttention } from '../network/architectures/attention.ts';
import { backbone } from '../network/architectures/backbone.ts';
import {
  attentionMilHeads,
  binaryHeads,
  KELLGREN_LAWRENCE_GRADES,
  kellgrenLawrenceCoralHead,
  kellgrenLawrenceHead,
  multitaskHeads,
  systemOneHeads,
  type Heads,
} from '../network/architectures/heads.ts';
import { separateNetworks } from '../network/architectures/separate-networks.ts';
import { countTrained } from '../network/parameters.ts';
import { areSeparate, BRANCHES, type Recipe, type RecipeOf } from './recipe.ts';
import { pictureSize } from './task.ts';

/** Hips are graded on crops of one size. A knee network is built for the picture size of the recipe's last stage. */
export function architectureOf(recipe: Recipe): Architecture {
  const build = (heads: Heads): Architecture => backbone(recipe.backbone, { inputChannels: 1, heads });
  if (areSeparate(recipe)) return separateNetworks(build, headsOf(recipe), recipe.system === 1 ? 'global' : undefined);
  const plain = build(headsOf(recipe));
  if (recipe.system !== 3) return plain;
  const { height, width } = pictureSize(recipe.stages[recipe.stages.length - 1].size);
  const sized = { ...plain, inputSize: height, ...(width === height ? {} : { inputWidth: width }) };
  return recipe.attention !== null ? addAttention(sized, recipe, recipe.attention) : sized;
}

/** How many values the recipe's network learns. */
export function trainedValues(recipe: Recipe): number {
  return countTrained(architectureOf(recipe));
}

function headsOf(recipe: Recipe): Heads {
  switch (recipe.system) {
    case 1:
      return recipe.strategy === 'attention-mil' ? attentionMilHeads : systemOneHeads;
    case 2:
      return binaryHeads;
    case 3:
      return recipe.loss === 'coral' ? kellgrenLawrenceCoralHead : kellgrenLawrenceHead;
    case 4:
      return multitaskHeads;
  }
}

type Attention = NonNullable<RecipeOf<3>['attention']>;

function addAttention(base: Architecture, { backbone }: RecipeOf<3>, { branches, combined }: Attention): Architecture {
  const maps = ATTENTION_BRANCHES[backbone];
  if (maps === undefined) throw new Error(`${backbone} has no attention branches, but the recipe's schema accepted it.`);
  const chosen = Object.fromEntries(branches.map((branch) => [branch, maps[BRANCHES.indexOf(branch)]]));
  return withAttention(base, { branches: chosen, classes: KELLGREN_LAWRENCE_GRADES, combined });
}
