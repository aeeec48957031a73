// A MobileNetV2 that starts from ImageNet weights can be exported. Its weights come from training for 8-bit arithmetic, and rounding them
// moves its answers more than those of other networks.

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { readPicture } from '../../main/dicom/read-picture.ts';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { proveExport } from '../../main/learning/export/prove-export.ts';
import { startingWeights } from '../../main/learning/run/starting-weights.ts';
import { architectureOf } from '../../main/training/recipe-architecture.ts';
import { parseRecipe } from '../../main/training/recipe.ts';
import { testEngine } from '../unit/network/test-engine.ts';

const data = resolve(import.meta.dirname, '../../../shared/data');
const weights = join(data, 'weights/mobilenet_v2_qat_dequant_torchvision.pth');
const knees = join(data, 'knee/val/2');
const recipeFile = resolve(import.meta.dirname, '../../resources/recipes/knee-mobilenet-head-only.json');
const absent = existsSync(weights) && existsSync(knees) ? '' : ' (skipped: the weights and knees are not on this machine)';

it.skipIf(absent !== '')(
  `MobileNetV2 from ImageNet weights answers alike when exported${absent}`,
  { timeout: 240_000 },
  async () => {
    const recipe = valueOrThrow(parseRecipe(await readFile(recipeFile, 'utf8')));
    const architecture = architectureOf(recipe);
    const first = valueOrThrow(await startingWeights(architecture, weights, recipe.seed));
    const names = (await readdir(knees)).slice(0, 8);
    const pictures = await Promise.all(
      names.map(async (name) => {
        const { pixels } = valueOrThrow(await readPicture(await readFile(join(knees, name))));
        return pixels.map((value) => value / 127.5 - 1);
      }),
    );
    const engine = await testEngine();
    try {
      const proof = valueOrThrow(
        await proveExport({ architecture, weights: first }, { height: 224, width: 224, pictures }, engine),
      );
      expect(proof.half).toBeLessThan(0.015);
    } finally {
      engine.dispose();
    }
  },
);
