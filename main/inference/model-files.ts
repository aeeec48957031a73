// Reads models from disk: `<name>.onnx` with its card `<name>.json`, which identifies it by SHA-256.

import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { failed, success, type Failure, type Result } from '../domain/failure.ts';
import { readRegularFile } from '../files/regular-file.ts';
import { parseModelCard, type ModelCard } from './model-card.ts';
import { inferenceText } from './text.ts';

export interface ModelFiles {
  readonly onnx: Uint8Array;
  readonly card: ModelCard;
}

/** Reads a model and its card, and checks that they belong together. */
export async function readModelFiles(onnxPath: string): Promise<Result<ModelFiles>> {
  const [onnx, card] = await Promise.all([readIfThere(onnxPath, LARGEST.onnx), readCard(onnxPath)]);
  if (onnx === null) {
    return failed('model-not-found', inferenceText.files.modelMissing(onnxPath));
  }
  if (!card.ok) return card;
  const sha256 = createHash('sha256').update(onnx).digest('hex');
  if (sha256 !== card.value.sha256) {
    const [expected, came] = [card.value.sha256.slice(0, 12), sha256.slice(0, 12)];
    return failed('model-malformed', inferenceText.files.wrongHash(basename(onnxPath), expected, came));
  }
  return success({ onnx, card: card.value });
}

export interface ModelListing {
  readonly path: string;
  readonly card: ModelCard;
}

/** Lists the models in a folder by name, and those whose card cannot be read. Does not open the ONNX files. */
export async function listModels(
  folder: string,
): Promise<{ models: ModelListing[]; problems: { path: string; failure: Failure }[] }> {
  const names = await readdir(folder).catch(() => []); // without a folder there are no models
  // Sorted without the ending: the first model is the default, and "model-2.onnx" would come before "model.onnx".
  const paths = names
    .filter((name) => name.endsWith('.onnx'))
    .map((name) => name.slice(0, -'.onnx'.length))
    .toSorted()
    .map((name) => join(folder, `${name}.onnx`));
  const models: ModelListing[] = [];
  const problems: { path: string; failure: Failure }[] = [];
  // All at once, because every wait may last as long as a step of other work.
  for (const { path, card } of await Promise.all(paths.map(async (path) => ({ path, card: await readCard(path) })))) {
    if (card.ok) models.push({ path, card: card.value });
    else problems.push({ path, failure: card.failure });
  }
  return { models, problems };
}

/** Returns the file of the model with this name on its card, or the path itself if a path is given. */
export async function findModel(folder: string, nameOrPath: string): Promise<Result<string>> {
  if (nameOrPath.endsWith('.onnx')) return success(nameOrPath);
  const { models } = await listModels(folder);
  const found = models.find((model) => model.card.name === nameOrPath);
  if (found !== undefined) return success(found.path);
  const available = models.map((model) => model.card.name);
  return failed('model-not-found', inferenceText.files.unknownModel(nameOrPath, available));
}

/** Returns the path of a model's card. */
export function cardPath(onnxPath: string): string {
  return onnxPath.replace(/(\.onnx)?$/, '.json');
}

async function readCard(onnxPath: string): Promise<Result<ModelCard>> {
  const path = cardPath(onnxPath);
  const bytes = await readIfThere(path, LARGEST.card);
  if (bytes === null) {
    return failed('model-not-found', inferenceText.files.cardMissing(path));
  }
  const known = parsedCards.get(path);
  if (known !== undefined && Buffer.compare(known.bytes, bytes) === 0) return known.card;
  const card = parseModelCard(new TextDecoder().decode(bytes), basename(path));
  parsedCards.set(path, { bytes, card });
  return card;
}

/** The cards as they were read last. Every case asks for all of them, and reading their numbers takes ten milliseconds each. */
const parsedCards = new Map<string, { readonly bytes: Uint8Array; readonly card: Result<ModelCard> }>();

/** The largest files that are read. The largest network that this program makes has 600 MB, its card a few MB. */
const LARGEST = { onnx: 1.5e9, card: 64e6 };

/** Null for what is not a file of a plausible size, or cannot be read. The callers report what was expected. */
async function readIfThere(path: string, largest: number): Promise<Uint8Array | null> {
  const read = await readRegularFile(path, largest);
  return read.ok ? read.value : null;
}
