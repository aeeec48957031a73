// Models as they lie on the disk: `<name>.onnx` with its card `<name>.json`, which vouches for it by SHA-256.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { failed, success, type Failure, type Result } from '../domain/failure.ts';
import { parseModelCard, type ModelCard } from './model-card.ts';

export interface ModelFiles {
  readonly onnx: Uint8Array;
  readonly card: ModelCard;
}

/** Reads a model and its card, and proves that they belong together. */
export async function readModelFiles(onnxPath: string): Promise<Result<ModelFiles>> {
  const [onnx, card] = await Promise.all([readIfThere(onnxPath), readCard(onnxPath)]);
  if (onnx === null) {
    return failed('model-not-found', `There is no readable model ${onnxPath}. Choose a model that "osteograde models" lists.`);
  }
  if (!card.ok) return card;
  const sha256 = createHash('sha256').update(onnx).digest('hex');
  if (sha256 !== card.value.sha256) {
    return failed(
      'model-malformed',
      `${basename(onnxPath)} is not the file that its card describes: the card expects SHA-256 ${card.value.sha256.slice(0, 12)}..., the file has ${sha256.slice(0, 12)}.... One of the two was changed or damaged; install the model again.`,
    );
  }
  return success({ onnx, card: card.value });
}

export interface ModelListing {
  readonly path: string;
  readonly card: ModelCard;
}

/** The models in a folder, by name, and those whose card cannot be read. The ONNX files themselves are not opened. */
export async function listModels(
  folder: string,
): Promise<{ models: ModelListing[]; problems: { path: string; failure: Failure }[] }> {
  const names = await readdir(folder).catch(() => []); // no folder means no models
  const paths = names
    .filter((name) => name.endsWith('.onnx'))
    .sort()
    .map((name) => join(folder, name));
  const models: ModelListing[] = [];
  const problems: { path: string; failure: Failure }[] = [];
  for (const path of paths) {
    const card = await readCard(path);
    if (card.ok) models.push({ path, card: card.value });
    else problems.push({ path, failure: card.failure });
  }
  return { models, problems };
}

/** A model's file by its card's name, or by a path given as such. */
export async function findModel(folder: string, nameOrPath: string): Promise<Result<string>> {
  if (nameOrPath.endsWith('.onnx')) return success(nameOrPath);
  const { models } = await listModels(folder);
  const found = models.find((model) => model.card.name === nameOrPath);
  if (found !== undefined) return success(found.path);
  const known = models.map((model) => model.card.name).join(', ') || 'none';
  return failed(
    'model-not-found',
    `There is no model named ${nameOrPath}. Models here: ${known}. Name one of them, or give the path of an .onnx file.`,
  );
}

async function readCard(onnxPath: string): Promise<Result<ModelCard>> {
  const path = onnxPath.replace(/(\.onnx)?$/, '.json');
  const bytes = await readIfThere(path);
  if (bytes === null) {
    return failed(
      'model-not-found',
      `The model card ${path} is missing or cannot be read. It belongs beside the ONNX file; install the model again.`,
    );
  }
  return parseModelCard(new TextDecoder().decode(bytes), basename(path));
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch {
    return null; // the callers say what was expected there
  }
}
