// Makes a model that grades hips from a trained network: an ONNX file in half precision, and its card.

import { createHash } from 'node:crypto';
import { failed, success, type Result } from '../../domain/failure.ts';
import { FINDINGS } from '../../domain/finding.ts';
import { CROP_SIZE, CROP_SPACING_MM } from '../../domain/hip-crop.ts';
import type { AnswerRule } from '../../domain/ordinal-answer.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';
import { floatsText, halfPrecision } from '../../inference/card-parts.ts';
import type { CropReading } from '../../inference/hip-input.ts';
import type { HipCard, ModelFigure } from '../../inference/model-card.ts';
import type { HipRecipe } from '../data/training-data.ts';
import { mapOf, type Architecture, prune } from '../../network/architecture.ts';
import { closedFormOf } from '../../network/class-activation.ts';
import { writeOnnx } from '../../network/onnx/write-onnx.ts';
import { parameterNamed, type Weights } from '../../network/parameters.ts';
import type { RunProgress } from '../../training/run-folder.ts';
import { pictureSize } from '../../training/task.ts';
import type { SeenSubjects } from '../evaluation/seen-subjects.ts';
import { writeModelFiles } from './write-model-files.ts';
import { exportText } from '../text/export.ts';

export interface HipModelExport {
  readonly recipe: HipRecipe;
  readonly architecture: Architecture;
  readonly weights: Weights;
  readonly progress: RunProgress;
  /** The folder for the two files. It is created if it does not exist. */
  readonly models: string;
  readonly version: string;
  /** Measured on hips that neither training nor the choice of the epoch saw. */
  readonly figures: readonly ModelFigure[];
  /** The subjects of the study that it learned from. Null or omitted for phantoms. */
  readonly seen?: SeenSubjects | null;
  /** The model's name. If omitted, the recipe's name. */
  readonly name?: string;
  /** Which grade of the probabilities a model of System 1 answers. If omitted, the most probable one. */
  readonly answer?: AnswerRule;
  /** The mean kappa of this epoch on the validation hips. If omitted, the best one so far. */
  readonly validationKappa?: number | null;
}

const LIMITS =
  'Trained on synthetic radiographs only. Research use; not for diagnosis or any clinical use. It has seen no real patient, no ' +
  'device but the simulated one, and no hip with an implant; grades of neighbouring size overlap in the phantom as in the atlas.';

const STUDY_LIMITS =
  'Trained on the hips of one study. Research use; not for diagnosis or any clinical use. Its figures are those of its validation part, ' +
  'which chose the epoch; measure it on other hips before relying on it.';

const PRESENCE_LIMIT = ' It says that an osteophyte is there, not how large it is.';

const PRIOR_LIMIT =
  ' A landmark prior pulled its attention towards the target zones while it learned: attention inside a zone says less than it would ' +
  'of a network that learned without.';

/** Writes `<name>.onnx` and its card, and returns the path of the ONNX file. */
export async function exportHipModel(order: HipModelExport): Promise<Result<string>> {
  const { recipe, progress, architecture, weights, models } = order;
  const edge = hipPictureEdge(recipe, progress);
  if (!edge.ok) return edge;
  const embedded = embeddedCard(order, edge.value);
  const onnx = writeOnnx({ ...prune(architecture), inputSize: edge.value }, weights, {
    weights: 'half',
    metadata: { 'osteograde.card': JSON.stringify(embedded) },
  });
  const card = { ...embedded, sha256: createHash('sha256').update(onnx).digest('hex'), heads: heads(order) };
  return writeModelFiles(models, onnx, card);
}

/** Returns the edge of the pictures that the epoch learned from. On pictures of another size a network answers differently. */
export function hipPictureEdge({ stages }: HipRecipe, { stage }: RunProgress): Result<number> {
  const reached = stages[stage] ?? stages.at(-1);
  if (reached === undefined) throw new Error('A recipe has at least one stage.');
  const { height, width } = pictureSize(reached.size);
  if (height === width) return success(height);
  return failed('recipe-malformed', exportText.notSquare(height, width));
}

/** The card inside the ONNX file: without the file's hash and the heads. */
function embeddedCard({ recipe, progress, version, figures, ...order }: HipModelExport, pictureEdge: number) {
  const { validation, training } = dataInWords(recipe);
  const kappa = order.validationKappa === undefined ? (progress.best['kappa'] ?? null) : order.validationKappa;
  const chosen: readonly ModelFigure[] =
    kappa === null ? [] : [{ name: 'mean kappa (validation)', value: kappa, data: validation }];
  return {
    name: order.name ?? recipe.name,
    version: '1.0.0',
    description: `${ANSWERS[recipe.system]} (System ${recipe.system}), trained on ${training.synthetic ? 'a synthetic cohort' : 'a study'}.`,
    system: recipe.system,
    strategy: strategyOf(recipe),
    backbone: recipe.backbone,
    preprocessing: {
      spacingMm: CROP_SPACING_MM,
      size: CROP_SIZE,
      intensity: INTENSITY + (recipe.system === 4 && recipe.intensity === 'stretch' ? STRETCH : ''),
      ...cropReading(recipe, pictureEdge),
    },
    training: {
      ...training,
      seed: recipe.seed,
      epoch: progress.epoch,
      recipe,
      ...((order.seen ?? null) === null ? {} : { subjects: order.seen }),
      software: `Osteograde ${version}`,
    },
    ...(order.answer === undefined ? {} : { answer: order.answer }),
    figures: [...figures, ...chosen],
    limits: limitsOf(recipe, training.synthetic),
  };
}

/** Says how a crop becomes the network's picture. It is the same as in training. */
export function cropReading(recipe: HipRecipe, pictureEdge: number): CropReading {
  return { pictureSize: pictureEdge, ...(recipe.system === 4 ? { contrast: recipe.intensity } : {}) };
}

const ANSWERS = {
  1: 'Osteophyte grades 0 to 3 of the four quadrants of a hip',
  2: 'Whether each of the four quadrants of a hip has an osteophyte',
  4: 'Femoral and acetabular osteophytes, joint-space narrowing, sclerosis and cysts of a hip',
} as const satisfies Record<HipCard['system'], string>;

const INTENSITY = '(x - p5) / (p95 - p5), clipped to [0, 1] in 8 bits';
const STRETCH = ', then the values between the 1st and the 99th percentile spread over the whole range';

function strategyOf(recipe: HipRecipe): string {
  switch (recipe.system) {
    case 1:
      return recipe.strategy;
    case 2:
      return recipe.prior.weight > 0 ? 'landmark-prior' : 'baseline';
    case 4:
      return 'multitask';
  }
}

function limitsOf(recipe: HipRecipe, synthetic: boolean): string {
  return [
    synthetic ? LIMITS : STUDY_LIMITS,
    recipe.system === 2 ? PRESENCE_LIMIT : '',
    recipe.system !== 4 && recipe.prior.weight > 0 ? PRIOR_LIMIT : '',
  ].join('');
}

/** Describes what the model learned from and what chose its epoch, as its card says it. */
export function dataInWords({ data }: HipRecipe): { validation: string; training: { data: string; synthetic: boolean } } {
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
    training: {
      data: `Phantom cohort${data.version === undefined ? '' : `, version ${data.version}`}, seed ${data.seed}: ${groups.join(', ')}`,
      synthetic: true,
    },
  };
}

/** Returns the dense layer of each answer, with the map that it pools. */
function heads({ recipe, architecture, weights }: HipModelExport) {
  const names = recipe.system === 4 ? FINDINGS : [...(recipe.system === 1 ? ['global'] : []), ...QUADRANTS];
  return Object.fromEntries(
    names.map((name) => {
      const form = closedFormOf(architecture, name);
      if (form === null) throw new Error(`The answer ${name} of ${architecture.name} does not read a pooled map.`);
      const text = (parameter: string): string =>
        floatsText(halfPrecision(parameterNamed(weights, `${form.dense}.${parameter}`).data));
      return [name, { weight: text('weight'), bias: text('bias'), map: mapOf(architecture, name) }];
    }),
  );
}
