// A trained network becomes a model that can be used: an ONNX file in half precision and the card that vouches for it.

import { createHash } from 'node:crypto';
import type { Result } from '../domain/failure.ts';
import { CROP_SIZE, CROP_SPACING_MM } from '../domain/hip-crop.ts';
import { perQuadrant } from '../domain/quadrant.ts';
import type { ModelFigure } from '../inference/model-card.ts';
import { pruned, type Architecture } from '../network/architecture.ts';
import { writeOnnx } from '../network/onnx/write-onnx.ts';
import { parameterNamed, type Weights } from '../network/parameters.ts';
import type { RecipeOf } from '../training/recipe.ts';
import type { RunProgress } from '../training/run-folder.ts';
import { writeModelFiles } from './write-model-files.ts';

export interface ModelExport {
  readonly recipe: RecipeOf<1>;
  readonly architecture: Architecture;
  readonly weights: Weights;
  readonly progress: RunProgress;
  /** The folder for the two files; made where it is missing. */
  readonly models: string;
  readonly version: string;
  /** Measured on hips that neither training nor the choice of the epoch saw. */
  readonly figures: readonly ModelFigure[];
  /** The model's name; the recipe's where left out. */
  readonly name?: string;
  /** The mean kappa of this very epoch on the validation hips; the best so far where left out. */
  readonly validationKappa?: number | null;
}

const LIMITS =
  'Trained on synthetic radiographs only. Research use; not for diagnosis or any clinical use. It has seen no real patient, no ' +
  'device but the simulated one, and no hip with an implant; grades of neighbouring size overlap in the phantom as in the atlas.';

const STUDY_LIMITS =
  'Trained on the hips of one study. Research use; not for diagnosis or any clinical use. Its figures are those of its validation part, ' +
  'which chose the epoch; measure it on other hips before relying on it.';

const PRIOR_LIMIT =
  ' A landmark prior pulled its attention towards the target zones while it learned: attention inside a zone says less than it would ' +
  'of a network that learned without.';

/** Writes `<name>.onnx` and its card; gives the path of the ONNX file. */
export async function exportModel(work: ModelExport): Promise<Result<string>> {
  const { architecture, weights, models } = work;
  const onnx = writeOnnx(pruned(architecture), weights, {
    weights: 'half',
    metadata: { 'osteograde.card': JSON.stringify(description(work)) },
  });
  const card = { ...description(work), sha256: createHash('sha256').update(onnx).digest('hex'), heads: heads(weights) };
  return writeModelFiles(models, onnx, card);
}

/** The card but for what ties it to the file. */
function description({ recipe, progress, version, figures, ...given }: ModelExport) {
  const { validation, training } = dataInWords(recipe);
  const kappa = given.validationKappa === undefined ? (progress.best['kappa'] ?? null) : given.validationKappa;
  const chosen: readonly ModelFigure[] =
    kappa === null ? [] : [{ name: 'mean kappa (validation)', value: kappa, data: validation }];
  return {
    name: given.name ?? recipe.name,
    version: '1.0.0',
    description: `Osteophyte grades 0 to 3 of the four quadrants of a hip (System 1), trained on ${training.synthetic ? 'a synthetic cohort' : 'a study'}.`,
    system: recipe.system,
    strategy: recipe.strategy,
    backbone: recipe.backbone,
    preprocessing: {
      spacingMm: CROP_SPACING_MM,
      size: CROP_SIZE,
      intensity: '(x - p5) / (p95 - p5), clipped to [0, 1] in 8 bits',
    },
    training: {
      ...training,
      seed: recipe.seed,
      epoch: progress.epoch,
      recipe,
      software: `Osteograde ${version}`,
    },
    figures: [...figures, ...chosen],
    limits: (training.synthetic ? LIMITS : STUDY_LIMITS) + (recipe.prior.weight > 0 ? PRIOR_LIMIT : ''),
  };
}

/** What the model learned from, and what chose its epoch. */
function dataInWords({ data }: RecipeOf<1>): { validation: string; training: { data: string; synthetic: boolean } } {
  if (data.kind === 'study') {
    const split = data.split === undefined ? 'its split in force' : `its split ${data.split}`;
    return {
      validation: `the validation part of a study under ${split}, used to choose the epoch`,
      training: {
        data: `A study's hips under ${split}; the run's manifest holds hashes of pixels, labels and split`,
        synthetic: false,
      },
    };
  }
  const groups = data.training.map(({ subjects, grades, labels }) => `${subjects} subjects (${labels} labels, ${grades} grades)`);
  return {
    validation: `${data.validation.subjects} phantom subjects, seed ${data.validation.seed}, used to choose the epoch`,
    training: { data: `Phantom cohort, seed ${data.seed}: ${groups.join(', ')}`, synthetic: true },
  };
}

/** The heads as stored in the file, rounded to half precision, so that closed-form heatmaps fit the file's own answers. */
function heads(weights: Weights) {
  const head = (layer: string) => ({
    weight: base64(parameterNamed(weights, `${layer}.weight`).data),
    bias: base64(parameterNamed(weights, `${layer}.bias`).data),
  });
  return { global: head('global'), ...perQuadrant((quadrant) => head(`quadrant.${quadrant}`)) };
}

function base64(values: Float32Array): string {
  const stored = Float32Array.from(new Float16Array(values));
  return Buffer.from(stored.buffer).toString('base64');
}
