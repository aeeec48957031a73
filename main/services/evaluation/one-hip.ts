// Shows one hip of a study under several models, for print.

import { ownerNames } from '../../cohort/identity/owner-names.ts';
import { cropOfHip } from '../../cohort/crop-of-hip.ts';
import type { Study } from '../../cohort/study-folder.ts';
import type { HipRecord } from '../../database/hips.ts';
import { hipsWithCrops } from '../../database/training-hips.ts';
import { answersOf } from '../../domain/grading.ts';
import { failed, FailureError, valueOrThrow } from '../../domain/failure.ts';
import { CROP_SIZE } from '../../domain/hip-crop.ts';
import { heatmapPixels } from '../../inference/heatmap.ts';
import type { Inference } from '../../inference/inference.ts';
import { answersOfKind, presenceMap } from '../../learning/evaluation/evaluation-rows.ts';
import type { InstalledModel } from '../../learning/grading/installed-models.ts';
import { oneHipFigure, type HipUnderModel } from '../../report/evaluation/one-hip.ts';
import type { Figure } from '../../report/figures/figure.ts';
import { servicesText } from '../text.ts';
import { openForMeasuring } from './compare-part.ts';

const words = servicesText.oneHip;

/** Of a study that may be open elsewhere. Throws a `FailureError`. */
export async function hipsUnderModels(
  folder: string,
  inference: Inference,
  { hips, ...order }: { readonly hips: readonly string[] } & Omit<HipOrder, 'named'>,
): Promise<Figure[]> {
  const study = valueOrThrow(await openForMeasuring(folder));
  try {
    const figures: Figure[] = [];
    for (const named of hips) figures.push(await hipUnderModels(study, inference, { ...order, named }));
    return figures;
  } finally {
    study.close();
  }
}

interface HipOrder {
  /** The hip's subject, visit and side, such as `S-1/V00/right`. */
  readonly named: string;
  readonly models: readonly InstalledModel[];
  readonly signal: AbortSignal;
}

async function hipUnderModels(study: Study, inference: Inference, { named, models, signal }: HipOrder): Promise<Figure> {
  const record = findHip(study, named);
  const crop = await cropOfHip(study, record);
  if (crop === null) throw new FailureError(failed('not-graded', words.noCrop(named)).failure);
  const rows: HipUnderModel[] = [];
  for (const { name: model, path } of models) {
    const [graded] = valueOrThrow(await inference.grade(path, [crop], signal));
    if (graded === undefined) throw new Error('Inference returned no grading for the crop.');
    const { grading, maps } = graded;
    const said = answersOf(grading);
    const answers = answersOfKind(maps.kind).flatMap(({ name }, at) => {
      const own = said[at];
      const evidence = heatmapPixels(presenceMap(name, maps), maps.size);
      return own === undefined ? [] : [{ name, says: saidText(own), evidence }];
    });
    rows.push({ model, answers });
  }
  return oneHipFigure({
    name: `hip-${named.replaceAll(/[^\w-]+/g, '-')}`,
    title: words.title(named),
    edge: CROP_SIZE,
    crop: crop.pixels,
    models: rows,
  });
}

function saidText(answer: ReturnType<typeof answersOf>[number]): string {
  return 'present' in answer ? words.presence(answer.present, answer.probability) : words.grade(answer.grade);
}

/** The names of the study and those of its owner are understood. */
function findHip(study: Study, named: string): HipRecord {
  const owner = ownerNames(study);
  const known = hipsWithCrops(study.database).map((record) => ({
    record,
    names: [
      [record.subject, record.visit, record.side].join('/'),
      [owner.subject(record.subject), owner.visit(record.visit), record.side].join('/'),
    ],
  }));
  const found = known.find(({ names }) => names.includes(named));
  if (found === undefined) throw new FailureError(failed('bad-request', words.unknown(named, known[0]?.names[0] ?? '')).failure);
  return found.record;
}
