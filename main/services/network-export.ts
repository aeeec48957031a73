// A trained network that does not grade the four quadrants, for other programs: an ONNX file and a card that says what each output is,
// and how its heatmap follows.

import { createHash } from 'node:crypto';
import type { Result } from '../domain/failure.ts';
import { isMap, type Architecture } from '../network/architecture.ts';
import { closedFormOf } from '../network/class-activation.ts';
import { layerShapes } from '../network/layer-shapes.ts';
import { writeOnnx } from '../network/onnx/write-onnx.ts';
import type { Weights } from '../network/parameters.ts';
import type { Recipe } from '../training/recipe.ts';
import { writeModelFiles } from './write-model-files.ts';

export interface NetworkExport {
  readonly recipe: Recipe;
  readonly architecture: Architecture;
  readonly weights: Weights;
  readonly epoch: number;
  readonly folder: string;
  readonly name: string;
  readonly version: string;
}

const LIMITS = 'Research use; not for diagnosis or any clinical use. This program does not grade hips with it.';

/** Writes `<name>.onnx`, weights in half precision, and `<name>.json`; gives the path of the ONNX file. */
export async function exportNetwork(work: NetworkExport): Promise<Result<string>> {
  const { architecture, weights, folder } = work;
  const onnx = writeOnnx(architecture, weights, { weights: 'half', metadata: {} });
  const card = { ...description(work), sha256: createHash('sha256').update(onnx).digest('hex') };
  return writeModelFiles(folder, onnx, card);
}

function description({ recipe, architecture, epoch, name, version }: NetworkExport) {
  const { inputSize, inputWidth, inputChannels, outputs } = architecture;
  const shapes = layerShapes(architecture, inputSize, inputWidth);
  return {
    name,
    system: recipe.system,
    backbone: recipe.backbone,
    input: { name: 'image', shape: ['N', inputChannels, inputSize, inputWidth ?? inputSize], range: rangeOf(recipe) },
    outputs: Object.entries(outputs).map(([output, layer]) => {
      return { name: output, shape: ['N', ...(shapes.get(layer) ?? [])], ...meaningOf(architecture, output) };
    }),
    training: { epoch, recipe, software: `Osteograde ${version}` },
    limits: LIMITS,
  };
}

function rangeOf(recipe: Recipe): string {
  return 'inputRange' in recipe && recipe.inputRange === 'minus-one-to-one' ? '[-1, 1]' : '[0, 1]';
}

function meaningOf(architecture: Architecture, output: string) {
  if (isMap(output)) return { kind: 'map' };
  if (output.endsWith('-mask')) return { kind: 'attention mask: where the branch looks' };
  const form = closedFormOf(architecture, output);
  const heatmap =
    form === null
      ? 'Grad-CAM by automatic differentiation only'
      : `Grad-CAM in closed form from ${form.map} and ${form.dense}.weight`;
  return { kind: 'logits', heatmap };
}
