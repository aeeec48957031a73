// What a person reads about cohort files and their crops.

import type { Hip } from '../../domain/hip.ts';

export const cohortFileText = {
  file: {
    inArchive: (name: string) => `${name} is inside an archive. Unpack the archive and choose the unpacked file.`,
    damaged: (name: string) => `${name} cannot be read as HDF5. It is truncated or damaged. Copy it again.`,
    noHips: (name: string) =>
      `${name} holds no hips. Groups /scans/subject/visit/side with an image were expected. Choose another cohort file.`,
  },
  crop: {
    noImage: (hip: Hip) => `${cropOf(hip)} has no image. Write the cohort file again.`,
    wrongSize: (hip: Hip, shape: readonly number[], size: number) =>
      `${cropOf(hip)} has ${shape.join(' x ')} pixels instead of ${size} x ${size}. Write the cohort file again with crops of that size.`,
    unreadable: (hip: Hip, filters: readonly string[]) =>
      filters.length === 0
        ? `${cropOf(hip)} cannot be read. It is truncated or damaged. Write the cohort file again.`
        : `${cropOf(hip)} cannot be unpacked. It is damaged, or a filter is not known here: ${filters.join(', ')}. Write the cohort file again with gzip or Blosc2.`,
    otherNumbers: (hip: Hip, kind: string) =>
      `${cropOf(hip)} holds ${kind}, but float16, float32 or float64 was expected. Write the cohort file again as float32.`,
    notFinite: (hip: Hip) =>
      `${cropOf(hip)} must hold finite numbers, but it contains NaN or infinity. Write the cohort file again without them.`,
    segmentationLost: (hip: Hip, size: number) =>
      `${cropOf(hip)} came in without its segmentation, which is damaged or not ${size} x ${size} whole numbers. An export will lack it.`,
    wrongSpacing: (hip: Hip, spacingMm: number, expectedMm: number) =>
      `${cropOf(hip)} has pixels of ${spacingMm} mm instead of ${expectedMm} mm. Write the cohort file again at that spacing.`,
  },
  writing: {
    stage: 'Writing crops',
    stopped: 'Writing the cohort file was stopped. Nothing was written.',
    notWritable: 'The cohort file could not be written there. Choose another folder, and check that the disk has free space.',
  },
} as const;

function cropOf({ side, visit }: Hip): string {
  return `The ${side} crop at visit "${visit}"`;
}
