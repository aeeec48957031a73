// Measures what a model's training pictures are like, and writes it onto the card.

import { failed, success, type Result } from '../../domain/failure.ts';
import type { Joint } from '../../domain/joint.ts';
import { familiarityOf, type FamiliaritySummary } from '../../inference/familiarity.ts';
import { floatsText } from '../../inference/card-parts.ts';
import { featureMap } from '../../inference/model-card.ts';
import { kneeFeatureMap } from '../../inference/knee-card.ts';
import { openKneeModel } from '../../inference/knee-model.ts';
import { openModel } from '../../inference/model.ts';
import { plainPictures } from '../../training/pictures.ts';
import { changeCard } from '../export/change-card.ts';
import { exportText } from '../text/export.ts';
import { FEWEST_PICTURES, summarise } from './summarise.ts';

/** Crops of [224, 224] in 8 bits, or knees as the model's card stores them. */
export interface LearnedCrops {
  readonly training: readonly Uint8Array[];
  readonly validation: readonly Uint8Array[];
  /** What they are, in plain words. */
  readonly data: string;
}

export interface FamiliarityOrder {
  /** The model's ONNX file. Its card lies beside it. */
  readonly model: string;
  /** Default: hip. */
  readonly joint?: Joint;
  readonly crops: LearnedCrops;
  readonly threads?: number | undefined;
}

export interface AddedFamiliarity {
  readonly threshold: number;
  readonly training: number;
  readonly validation: number;
  /** The share of the validation crops beyond the threshold. */
  readonly unlike: number;
}

/** More crops than this hardly change the summary. With 2000 the share beyond the threshold is known within half a percent. */
const MOST = { training: 1000, validation: 2000 } as const;

/** Replaces the card's familiarity. Fails with `hip-not-found` if there are too few crops. */
export async function addFamiliarity(
  { model: path, joint = 'hip', crops, threads }: FamiliarityOrder,
  progress: (done: number, total: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<Result<AddedFamiliarity>> {
  const [training, validation] = [spread(crops.training, MOST.training), spread(crops.validation, MOST.validation)];
  if (Math.min(training.length, validation.length) < FEWEST_PICTURES) {
    return failed('hip-not-found', exportText.familiarity.tooFew(training.length, validation.length, FEWEST_PICTURES));
  }
  const opened = joint === 'hip' ? await openHips(path, threads) : await openKnees(path);
  if (!opened.ok) return opened;
  const model = opened.value;
  try {
    const features = await featuresOf(model, [...training, ...validation], progress, signal);
    if (!features.ok) return features;
    const ofValidation = features.value.slice(training.length);
    const summary = summarise(features.value.slice(0, training.length), ofValidation);
    const counts = { training: training.length, validation: validation.length };
    const { mean, axes, variances, residualVariance, threshold } = summary;
    const familiarity = {
      map: model.map,
      mean: floatsText(mean),
      axes: floatsText(axes),
      variances: floatsText(variances),
      residualVariance,
      threshold,
      data: crops.data,
      ...counts,
    };
    await changeCard(path, { familiarity });
    return success({ threshold, ...counts, unlike: shareUnlike(ofValidation, summary) });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failed('folder-not-writable', exportText.notWritable(path, why));
  } finally {
    await model.close();
  }
}

/** At most this many, evenly spread over the list. */
function spread<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, at) => items[Math.floor((at * items.length) / most)]).filter(
    (item) => item !== undefined,
  );
}

/** Crops between two reports of progress. */
const STEP = 64;

/** A model's pooled features, and the map that they are pooled from. */
interface Features {
  readonly map: string;
  of(pictures: readonly Uint8Array[]): Promise<Result<Float32Array[]>>;
  close(): Promise<void>;
}

async function openHips(path: string, threads: number | undefined): Promise<Result<Features>> {
  const opened = await openModel(path, threads === undefined ? {} : { threads });
  if (!opened.ok) return opened;
  const model = opened.value;
  return success({ map: featureMap(model.card), of: (crops) => model.features(crops), close: () => model.close() });
}

async function openKnees(path: string): Promise<Result<Features>> {
  const opened = await openKneeModel(path);
  if (!opened.ok) return opened;
  const model = opened.value;
  const { stored: size, height, width, inputRange } = model.card.preprocessing;
  const of = async (pictures: readonly Uint8Array[]): Promise<Result<Float32Array[]>> => {
    const features: Float32Array[] = [];
    for (const pixels of pictures) {
      const own = await model.features(plainPictures({ pixels, size }, { height, width }, inputRange));
      if (!own.ok) return own;
      features.push(own.value);
    }
    return success(features);
  };
  return success({ map: kneeFeatureMap(model.card), of, close: () => model.close() });
}

async function featuresOf(
  model: Features,
  crops: readonly Uint8Array[],
  progress: (done: number, total: number) => void,
  signal: AbortSignal | undefined,
): Promise<Result<Float32Array[]>> {
  const features: Float32Array[] = [];
  for (let first = 0; first < crops.length; first += STEP) {
    if (signal?.aborted === true) return failed('stopped', exportText.familiarity.stopped);
    const some = await model.of(crops.slice(first, first + STEP));
    if (!some.ok) return some;
    features.push(...some.value);
    progress(features.length, crops.length);
  }
  return success(features);
}

function shareUnlike(features: readonly Float32Array[], summary: FamiliaritySummary): number {
  return features.filter((row) => familiarityOf(row, summary).unlike).length / features.length;
}
