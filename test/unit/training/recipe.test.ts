// Recipes: what is accepted, what is refused and where, and the schema that editors read.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parameterSpecs } from '../../../main/network/parameters.ts';
import { architectureOf } from '../../../main/training/recipe-architecture.ts';
import { recipeRefusal } from '../../../main/training/recipe-check.ts';
import { recipeJsonSchema } from '../../../main/training/recipe-json-schema.ts';
import { parseAnyRecipe, parseRecipe, type Recipe } from '../../../main/training/recipe.ts';
import { format } from 'prettier';

const folder = new URL('../../../resources/recipes/', import.meta.url);
const preset = (name: string): Recipe => {
  const parsed = parseRecipe(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
};
const refusal = (recipe: object): string => {
  const parsed = parseRecipe(JSON.stringify(recipe));
  return parsed.ok ? 'accepted' : parsed.failure.message;
};

describe('presets', () => {
  it('are there for all four systems', () => {
    const names = readdirSync(folder).filter((name) => /^(system|knee).*\.json$/.test(name));
    const systems = names.map((name) => preset(name.slice(0, -5)).system);
    expect(new Set(systems)).toEqual(new Set([1, 2, 3, 4]));
  });

  it('of the papers keep their figures', () => {
    expect(preset('system1-masked')).toMatchObject({ batch: 32, seed: 123, optimizer: { kind: 'adam', learningRate: 1e-4 } });
    expect(preset('system2-prior')).toMatchObject({ batch: 64, prior: { weight: 2, radius: 20, sigma: 30 } });
    expect(preset('system3-vgg16-att0-multi-loss')).toMatchObject({
      attention: { weights: [1, 0.8] },
      stages: [{ size: { height: 320, width: 224 } }],
      schedule: { kind: 'reduce-on-plateau', factor: 0.1, patience: 2 },
    });
    expect(preset('system4-densenet161')).toMatchObject({ weights: { 'femoral-osteophytes': 1 / 4, cysts: 1 / 16 } });
  });

  it('of System 3 make a network for pictures that are higher than wide', () => {
    const network = architectureOf(preset('system3-vgg16-att0-multi-loss'));
    expect(network).toMatchObject({ inputSize: 320, inputWidth: 224 });
    expect(Object.keys(network.outputs)).toEqual(['att0', 'att1', 'att0-mask', 'att1-mask', 'features']);
  });
});

it('of separate networks makes one for each quadrant, or in System 4 each finding', () => {
  const networks = (name: string) => {
    const parsed = parseRecipe(JSON.stringify({ ...preset(name), networks: 'separate' }));
    return parsed.ok ? architectureOf(parsed.value).networks?.length : parsed.failure.message;
  };
  expect(networks('system1-masked')).toBe(4);
  expect(networks('system2-prior')).toBe(4);
  expect(networks('system4-densenet161')).toBe(5);
  expect(networks('system3-vgg16-att2')).toContain('networks');
  expect(architectureOf(preset('system2-prior-separate')).networks).toHaveLength(4);
});

describe('a recipe is refused with its place', () => {
  const knee = preset('system3-vgg16-att0-multi-loss');
  if (knee.system !== 3 || knee.attention === null) throw new Error('the preset has attention');
  it.each([
    ['an unknown key', { ...knee, colour: 'red' }, 'colour'],
    ['a key of another system', { ...knee, prior: { weight: 1, radius: 1, sigma: 1 } }, 'prior'],
    ['an unknown system', { ...knee, system: 5 }, 'system'],
    [
      'weights that do not go with the branches',
      { ...knee, attention: { ...knee.attention, branches: ['att0'] } },
      'attention.weights',
    ],
    ['attention on a base that has no place for it', { ...knee, backbone: 'mobilenet-v2' }, 'backbone'],
    [
      'a mask for pictures of two sizes',
      {
        ...knee,
        stages: [
          { size: 64, epochs: 1 },
          { size: 96, epochs: 1 },
        ],
      },
      'stages',
    ],
    [
      'a region beyond the picture',
      { ...knee, data: { ...knee.data, region: { top: 0.6, left: 0, height: 0.5, width: 1 } } },
      'data.region',
    ],
    [
      'head-only training of separate networks',
      { ...preset('system2-baseline'), headOnly: true, networks: 'separate' },
      'headOnly',
    ],
    ['attention over separate networks', { ...preset('system1-attention-mil'), networks: 'separate' }, 'networks: attention-mil'],
    [
      'an attention branch that stands there twice',
      { ...knee, attention: { ...knee.attention, branches: ['att0', 'att0'] } },
      'attention.branches',
    ],
    ['smoothing, of which coral knows nothing', { ...preset('knee-mobilenet-coral'), smoothing: 0.1 }, 'smoothing'],
    ['head-only training with a prior', { ...preset('system2-prior'), headOnly: true }, 'headOnly'],
  ])('%s', (_, recipe, place) => {
    expect(refusal(recipe)).toContain(place);
  });

  it.each(['system1-masked', 'system2-prior', 'system4-densenet161'])('pictures of hips that are not square: %s', (name) => {
    const stages = [64, 96].map((width) => ({ size: { height: 64, width }, epochs: 1 }));
    expect(refusal({ ...preset(name), stages })).toMatch(/stages\.1\.size: .* 64 x 96/);
  });
});

describe('before any picture is read', () => {
  const told = (recipe: object): string => {
    const parsed = parseAnyRecipe(JSON.stringify(recipe));
    if (!parsed.ok) return parsed.failure.message;
    const refused = recipeRefusal(parsed.value);
    return refused?.ok === false ? refused.failure.message : 'accepted';
  };
  const tiny = preset('system1-masked-phantom-small');
  const keep = [{ name: 'x', figure: 'beauty', better: 'higher' }];
  const layers = [...new Set(parameterSpecs(architectureOf(tiny)).map(({ name }) => name.split('.')[0]))];

  it('every preset goes with its network and its figures', () => {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /(?<!schema)\.json$/.test(name));
    expect(names.length).toBeGreaterThan(30);
    for (const name of names)
      expect([name, told(JSON.parse(readFileSync(new URL(name, folder), 'utf8')))]).toEqual([name, 'accepted']);
  });

  it.each([
    [
      'layers that the network has not',
      { ...tiny, freeze: [{ layers: 'layer9', epochs: 1 }] },
      /freeze or rates: resnet18 has no layers layer9; its layers begin with conv1/,
    ],
    [
      'layers that one of separate networks has not',
      { ...tiny, networks: 'separate', rates: [{ layers: 'layer1', share: 0.1 }] },
      /no layers layer1; its layers begin with femur-superior/,
    ],
    [
      'every layer frozen at the start',
      { ...tiny, freeze: layers.map((each) => ({ layers: each, epochs: 1 })) },
      /freeze or rates: every layer is frozen or has no rate in the first epoch, so nothing learns/,
    ],
    [
      'a figure to keep by that there is not',
      { ...tiny, keep },
      /keep or earlyStopping: there is no figure beauty; this task has loss, meanKappa, kappa\.femur-superior/,
    ],
    [
      'a figure to stop by that is another system’s',
      { ...preset('system2-prior'), earlyStopping: { figure: 'meanKappa', better: 'higher', patience: 2 } },
      /no figure meanKappa; this task has loss, meanAuc/,
    ],
    [
      'pictures too small for the network',
      {
        ...tiny,
        backbone: 'vgg16',
        stages: [
          { size: 96, epochs: 1 },
          { size: 16, epochs: 1 },
        ],
      },
      /stages\.1\.size: pictures of 16 x 16 do not go through vgg16: nothing is left of them at the layer features\.30/,
    ],
    [
      'pictures whose maps do not meet again',
      { ...locating(), stages: [{ size: 100, epochs: 1 }] },
      /stages\.0\.size: .* meet at the layer up/,
    ],
  ])('a recipe is refused for %s', (_, recipe, words) => {
    expect(told(recipe)).toMatch(words);
  });

  function locating(): object {
    return JSON.parse(readFileSync(new URL('localise/localise-hips.json', folder), 'utf8')) as object; // our own file
  }
});

it.each(readdirSync(new URL('localise/', folder)))(
  'the recipe %s of a locating network is accepted by the same reader',
  (name) => {
    const parsed = parseAnyRecipe(readFileSync(new URL(`localise/${name}`, folder), 'utf8'));
    expect(parsed).toMatchObject({ ok: true, value: { name: name.slice(0, -5) } });
  },
);

it('recipe.schema.json is the schema that recipes are read by', async () => {
  const kept = readFileSync(new URL('recipe.schema.json', folder), 'utf8');
  expect(kept).toBe(await format(recipeJsonSchema(), { parser: 'json', printWidth: 130 }));
});
