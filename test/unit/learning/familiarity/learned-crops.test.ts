// Which phantoms a model's familiarity is measured on.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { withFewerPhantoms } from '../../../../main/learning/familiarity/learned-crops.ts';
import { parseRecipe, type Recipe } from '../../../../main/training/recipe.ts';

function phantomRecipe(name: string) {
  const recipe: Recipe = valueOrThrow(parseRecipe(readFileSync(`resources/recipes/${name}.json`, 'utf8')));
  if (recipe.system === 3 || recipe.data.kind !== 'phantom') throw new Error('not a recipe of phantoms');
  return { recipe, data: recipe.data };
}

function drawn(name: string, subjects: number) {
  const { recipe, data } = phantomRecipe(name);
  const fewer = withFewerPhantoms(recipe, data, subjects).data;
  if (fewer.kind !== 'phantom') throw new Error('not phantoms');
  return { training: fewer.training.map((group) => group.subjects), validation: fewer.validation };
}

it('takes the phantoms that calibrated, if there are any, for the threshold', () => {
  expect(drawn('masked-resnet18-phantom-2', 1400)).toEqual({
    training: [400, 600, 20],
    validation: { seed: 20261133, subjects: 700 },
  });
  expect(drawn('masked-resnet18-phantom', 300)).toEqual({
    training: [174, 97, 29],
    validation: { seed: 20260202, subjects: 150 },
  });
});

it('draws half as many subjects for the threshold as for training', () => {
  expect(drawn('masked-resnet18-phantom-2', 102)).toEqual({
    training: [40, 60, 2],
    validation: { seed: 20261133, subjects: 51 },
  });
});
