// Recipes: which are accepted, which are refused and at which entry, and the schema that editors use.

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
  it('exist for all four systems', () => {
    const names = readdirSync(folder).filter((name) => /^(system|knee).*\.json$/.test(name));
    const systems = names.map((name) => preset(name.slice(0, -5)).system);
    expect(new Set(systems)).toEqual(new Set([1, 2, 3, 4]));
  });

  it('of the papers keep the published settings', () => {
    expect(preset('system1-masked')).toMatchObject({ batch: 32, seed: 123, optimizer: { kind: 'adam', learningRate: 1e-4 } });
    expect(preset('system2-prior')).toMatchObject({ batch: 64, prior: { weight: 2, radius: 20, sigma: 30 } });
    expect(preset('system3-vgg16-att0-multi-loss')).toMatchObject({
      attention: { weights: [1, 0.8] },
      stages: [{ size: { height: 320, width: 224 } }],
      schedule: { kind: 'reduce-on-plateau', factor: 0.1, patience: 2 },
    });
    expect(preset('system4-densenet161')).toMatchObject({ weights: { 'femoral-osteophytes': 1 / 4, cysts: 1 / 16 } });
  });

  it('of System 3 build a network for pictures that are higher than wide', () => {
    const network = architectureOf(preset('system3-vgg16-att0-multi-loss'));
    expect(network).toMatchObject({ inputSize: 320, inputWidth: 224 });
    expect(Object.keys(network.outputs)).toEqual(['att0', 'att1', 'att0-mask', 'att1-mask', 'features']);
  });
});

it('separate networks: one per quadrant, or in System 4 one per finding', () => {
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

describe('a recipe is refused, and the entry is named, for', () => {
  const knee = preset('system3-vgg16-att0-multi-loss');
  if (knee.system !== 3 || knee.attention === null) throw new Error('the preset has attention');
  it.each([
    ['an unknown key', { ...knee, colour: 'red' }, 'colour'],
    ['a key of another system', { ...knee, prior: { weight: 1, radius: 1, sigma: 1 } }, 'prior'],
    ['an unknown system', { ...knee, system: 5 }, 'system'],
    [
      'weights that do not match the branches',
      { ...knee, attention: { ...knee.attention, branches: ['att0'] } },
      'attention.weights',
    ],
    ['attention on a base without attention branches', { ...knee, backbone: 'densenet161' }, 'backbone'],
    [
      'a mask for two picture sizes',
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
      'an attention branch that is listed twice',
      { ...knee, attention: { ...knee.attention, branches: ['att0', 'att0'] } },
      'attention.branches',
    ],
    ['the expected grade together with coral', { ...preset('knee-mobilenet-coral'), expectedGrade: 1 }, 'expectedGrade'],
    ['smoothing together with coral', { ...preset('knee-mobilenet-coral'), smoothing: 0.1 }, 'smoothing'],
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
  const check = (recipe: object): string => {
    const parsed = parseAnyRecipe(JSON.stringify(recipe));
    if (!parsed.ok) return parsed.failure.message;
    const refused = recipeRefusal(parsed.value);
    return refused?.ok === false ? refused.failure.message : 'accepted';
  };
  const tiny = preset('system1-masked-phantom-small');
  const keep = [{ name: 'x', figure: 'beauty', better: 'higher' }];
  const layers = [...new Set(parameterSpecs(architectureOf(tiny)).map(({ name }) => name.split('.')[0]))];

  it('every preset fits its network and its figures', () => {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /(?<!schema)\.json$/.test(name));
    expect(names.length).toBeGreaterThan(30);
    for (const name of names)
      expect([name, check(JSON.parse(readFileSync(new URL(name, folder), 'utf8')))]).toEqual([name, 'accepted']);
  });

  it.each([
    [
      'layers that the network does not have',
      { ...tiny, freeze: [{ layers: 'layer9', epochs: 1 }] },
      /freeze or rates: resnet18 has no layers called layer9\. Its layers start with conv1/,
    ],
    [
      'layers that the separate networks do not have',
      { ...tiny, networks: 'separate', rates: [{ layers: 'layer1', share: 0.1 }] },
      /no layers called layer1\. Its layers start with femur-superior/,
    ],
    [
      'freezing every layer at the start',
      { ...tiny, freeze: layers.map((each) => ({ layers: each, epochs: 1 })) },
      /freeze or rates: every layer is frozen or has a rate of 0 in the first epoch, so nothing would learn/,
    ],
    [
      'testing on the phantoms that trained it',
      { ...tiny, data: { ...tiny.data, test: { seed: 20260401, subjects: 2 } } },
      /the phantoms of training and of test from the same seed 20260401/,
    ],
    [
      'choosing the answer on the phantoms that test it',
      { ...tiny, data: { ...tiny.data, calibration: { seed: 20260403, subjects: 2 } } },
      /the phantoms of calibration and of test from the same seed 20260403/,
    ],
    [
      'keeping epochs by an unknown figure',
      { ...tiny, keep },
      /keep or earlyStopping: there is no figure called beauty\. This task has loss, meanKappa, kappa\.femur-superior/,
    ],
    [
      'stopping by a figure of another system',
      { ...preset('system2-prior'), earlyStopping: { figure: 'meanKappa', better: 'higher', patience: 2 } },
      /no figure called meanKappa\. This task has loss, meanAuc/,
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
      /stages\.1\.size: pictures of 16 x 16 do not fit vgg16: the map shrinks to nothing at the layer features\.30/,
    ],
    [
      'a size at which two maps no longer match',
      { ...locating(), stages: [{ size: 100, epochs: 1 }] },
      /stages\.0\.size: .* the layer up[\w.]+ would combine maps of/,
    ],
  ])('a recipe is refused for %s', (_, recipe, message) => {
    expect(check(recipe)).toMatch(message);
  });

  function locating(): object {
    return JSON.parse(readFileSync(new URL('localise/localise-hips.json', folder), 'utf8')) as object; // our own file
  }
});

it.each(
  ['localise', 'localise-on-films'].flatMap((part) => readdirSync(new URL(`${part}/`, folder)).map((name) => [part, name])),
)('the recipe %s/%s of a locating network is accepted by the same parser', (part, name) => {
  const parsed = parseAnyRecipe(readFileSync(new URL(`${part}/${name}`, folder), 'utf8'));
  expect(parsed).toMatchObject({ ok: true, value: { name: name.slice(0, -5) } });
});

it('recipe.schema.json equals the schema that recipes are parsed with', async () => {
  const kept = readFileSync(new URL('recipe.schema.json', folder), 'utf8');
  expect(kept).toBe(await format(recipeJsonSchema(), { parser: 'json', printWidth: 130 }));
});
