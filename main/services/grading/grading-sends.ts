// What grading on a workstation would send there, counted before it starts.

import { stat } from 'node:fs/promises';
import type { Study } from '../../cohort/study-folder.ts';
import { countGradable, ungradedHipIds } from '../../database/hips.ts';
import { CROP_SIZE } from '../../domain/hip-crop.ts';
import type { Sending } from '../../domain/training/workstation.ts';
import type { InstalledModel } from '../../learning/grading/installed-models.ts';
import type { GradingService } from './grading-service.ts';

/** The items for these joints, or for every ungraded one if the list is empty. Joints without a picture send nothing. */
export async function gradingSends(
  study: Study,
  hipIds: readonly string[],
  grading: Pick<GradingService, 'modelOf' | 'kneeModel'>,
): Promise<Sending['items']> {
  const { hips, knees } = countGradable(study.database, hipIds.length > 0 ? hipIds : ungradedHipIds(study.database));
  const [ofHips, ofKnees] = [hips === 0 ? null : await grading.modelOf(study), knees === 0 ? null : await grading.kneeModel()];
  const models = [ofHips, ofKnees].filter((model) => model !== null);
  const { height, width } = ofKnees?.card.preprocessing ?? { height: 0, width: 0 };
  return [
    { what: 'models', count: models.length, bytes: await bytesOf(models) },
    ...(ofHips === null
      ? []
      : [
          { what: 'crops' as const, count: hips, bytes: hips * CROP_SIZE ** 2 },
          { what: 'points' as const, count: hips, bytes: null },
        ]),
    ...(ofKnees === null ? [] : [{ what: 'knees' as const, count: knees, bytes: knees * height * width * BYTES_OF_A_NUMBER }]),
  ];
}

const BYTES_OF_A_NUMBER = Float32Array.BYTES_PER_ELEMENT;

async function bytesOf(models: readonly Pick<InstalledModel, 'path'>[]): Promise<number> {
  const sizes = await Promise.all(models.map(async ({ path }) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
