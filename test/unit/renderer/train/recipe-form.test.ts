import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { listPresets, presetRecipe } from '../../../../main/services/runs/presets.ts';
import { changedRecipe } from '../../../../main/training/recipe-changes.ts';
import { parseRecipe } from '../../../../main/training/recipe.ts';
import { presetTitles } from '../../../../renderer/train/preset-titles.ts';
import { choiceOf, draftOf } from '../../../../renderer/train/recipe-draft.ts';

const folders = { resources: fileURLToPath(new URL('../../../../resources', import.meta.url)), home: '/nowhere' };
const presets = await listPresets(folders);
const masked = presets.find(({ presetId }) => presetId === 'system1-masked');
if (masked === undefined) throw new Error('The shipped recipes have system1-masked.');

describe('the presets', () => {
  it('each have a title of their own', () => {
    const titles = [...presetTitles(presets).values()];
    expect(titles.length).toBe(presets.length);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('that learn from a study start from the shipped model', () => {
    expect(masked.startModels).toContain('masked-resnet18-phantom');
    expect(choiceOf(draftOf(masked), masked)).toMatchObject({ model: 'masked-resnet18-phantom', weights: null, changes: {} });
  });
});

describe('the form of a recipe', () => {
  it('sends only what differs from the preset', () => {
    const draft = { ...draftOf(masked), epochs: '3', learningRate: '0,001', name: 'mine', emptyGrades: true, start: 'random' };
    expect(choiceOf(draft, masked)).toEqual({
      presetId: 'system1-masked',
      dataFolder: null,
      weights: null,
      model: null,
      workstation: null,
      changes: { name: 'mine', epochs: 3, learningRate: 0.001, emptyGrades: true },
    });
  });

  it.each([
    ['epochs', '0'],
    ['epochs', '2.5'],
    ['batch', 'many'],
    ['learningRate', '-1'],
    ['seed', '-3'],
    ['name', 'Meine Studie'],
  ])('does not train with %s %s', (field, value) => {
    expect(choiceOf({ ...draftOf(masked), [field]: value }, masked)).toBeNull();
  });

  it('makes recipes that can be trained, with exactly these epochs', async () => {
    const recipe = valueOrThrow(await presetRecipe(folders, 'masked-resnet18-phantom'));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.boolean(), (epochs, emptyGrades) => {
        const changed = changedRecipe(recipe, { epochs, emptyGrades, name: 'a' });
        expect(changed.stages.reduce((sum, stage) => sum + stage.epochs, 0)).toBe(epochs);
        expect(parseRecipe(JSON.stringify(changed)).ok).toBe(true);
      }),
    );
  });
});
