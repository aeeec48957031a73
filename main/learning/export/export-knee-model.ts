// Makes a model from a checkpoint of System 3: an ONNX file in half precision whose outputs include the maps for its heatmaps, and the
// card that says how its pictures are prepared and how well it grades.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { Result } from '../../domain/failure.ts';
import { floatsText, halfPrecision } from '../../inference/card-parts.ts';
import type { KneeCard, ModelFigure } from '../../inference/model-card.ts';
import type { Architecture } from '../../network/architecture.ts';
import { writeOnnx } from '../../network/onnx/write-onnx.ts';
import type { Weights } from '../../network/parameters.ts';
import type { RecipeOf } from '../../training/recipe.ts';
import type { RunProgress } from '../../training/run-folder.ts';
import { kneeNetwork } from './knee-network.ts';
import { runFigures } from './run-figures.ts';
import { readJson } from '../../files/read-json.ts';
import { readEpochs } from '../run/run-records.ts';
import { writeModelFiles } from './write-model-files.ts';

export interface KneeModelExport {
  readonly recipe: RecipeOf<3>;
  readonly architecture: Architecture;
  readonly weights: Weights;
  readonly progress: RunProgress;
  /** The run's folder. Its figures go onto the card. */
  readonly folder: string;
  readonly models: string;
  readonly name: string;
  readonly version: string;
}

const LIMITS =
  'Trained on pictures of single knees from one collection. Research use; not for diagnosis or any clinical use. It grades whatever ' +
  'picture it is given as if it showed one knee, framed like those it learned from: it cannot tell that a picture shows something else. ' +
  'Its figures are those of its validation part, which chose the epoch; measure it on other knees before relying on it.';

/** Writes `<name>.onnx` and `<name>.json` to the models and returns the path of the ONNX file. */
export async function exportKneeModel(order: KneeModelExport): Promise<Result<string>> {
  const { recipe, architecture, weights, models } = order;
  const knee = kneeNetwork(recipe, architecture, weights, halfPrecision);
  const embedded = { ...(await embeddedCard(order)), scale: knee.scale, masks: knee.masks };
  const onnx = writeOnnx(knee.architecture, weights, {
    weights: 'half',
    metadata: { 'osteograde.card': JSON.stringify(embedded) },
  });
  const heads = Object.entries(knee.heads).map(([name, { weight, bias, maps }]) => {
    return [name, { weight: floatsText(weight), bias: floatsText(bias), maps }] as const;
  });
  const sha256 = createHash('sha256').update(onnx).digest('hex');
  const card = { ...embedded, sha256, heads: Object.fromEntries(heads) };
  return writeModelFiles(models, onnx, card);
}

/** The card inside the ONNX file: without the file's hash and the heads. */
async function embeddedCard({ recipe, architecture, progress, folder, name, version }: KneeModelExport) {
  const { region, stored, intensity } = recipe.data;
  const { inputSize, inputWidth = inputSize } = architecture;
  const preprocessing: KneeCard['preprocessing'] = {
    ...(region === undefined ? {} : { region }),
    stored,
    intensity,
    height: inputSize,
    width: inputWidth,
    inputRange: recipe.inputRange ?? 'zero-to-one',
  };
  const manifest = await manifestOf(folder);
  const counts = manifest?.data.counts ?? null;
  return {
    name,
    version: '1.0.0',
    description: 'Kellgren-Lawrence grade 0 to 4 of a knee (System 3), trained on pictures in class folders.',
    system: 3 as const,
    strategy: recipe.attention === null ? recipe.loss : recipe.attention.combined,
    backbone: recipe.backbone,
    preprocessing,
    training: {
      data: learnedFrom(manifest),
      synthetic: false,
      seed: recipe.seed,
      epoch: progress.epoch,
      recipe,
      software: `Osteograde ${version}`,
    },
    figures: await validationFigures(folder, progress.epoch, counts),
    limits: LIMITS,
  };
}

const Manifest = z.object({
  /** SHA-256 of the file of weights that the run started from. Null for random weights. */
  startedFrom: z.string().nullable(),
  data: z.object({ counts: z.object({ train: z.int(), validation: z.int() }) }),
});
type Manifest = z.infer<typeof Manifest>;

/** Null if the run has no manifest. */
async function manifestOf(folder: string): Promise<Manifest | null> {
  const parsed = Manifest.safeParse(await readJson(join(folder, 'manifest.json')));
  return parsed.success ? parsed.data : null;
}

function learnedFrom(manifest: Manifest | null): string {
  if (manifest === null) return 'Pictures of knees in class folders; the run kept no manifest';
  const { startedFrom, data } = manifest;
  const began = startedFrom === null ? '' : `It began with given weights (SHA-256 ${startedFrom.slice(0, 12)}...). `;
  return `${data.counts.train} pictures of knees in class folders. ${began}The run's manifest holds hashes of pixels, labels and split`;
}

/** The name of a figure in an epoch's line, and on a card. */
const EPOCH_FIGURES = { 'accuracy.kl': 'accuracy, kl', 'quadraticKappa.kl': 'quadratic kappa, kl' } as const;

/** Returns the figures of this epoch: with intervals if the run measured it at its end, otherwise as recorded during training. */
async function validationFigures(
  folder: string,
  epoch: number,
  counts: Manifest['data']['counts'] | null,
): Promise<ModelFigure[]> {
  const validation = 'the validation part, used to choose the epoch';
  const measured = await runFigures(folder, { epoch, validation });
  if (measured.length > 0) return measured;
  const data = counts === null ? validation : `${counts.validation} items of ${validation}`;
  const recorded = (await readEpochs(folder)).find((each) => each.epoch === epoch)?.figures ?? {};
  return Object.entries(EPOCH_FIGURES).flatMap(([key, name]) => {
    const value = recorded[key];
    return value === undefined ? [] : [{ name, value, data }];
  });
}
