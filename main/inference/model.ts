// A model that grades hips: crops in, gradings and heatmaps out.

import { failed, success, type Result } from '../domain/failure.ts';
import type { CropPoint } from '../domain/geometry.ts';
import { CROP_SIZE } from '../domain/hip-crop.ts';
import type { LandmarkTable } from '../domain/landmark-table.ts';
import type { HipGrading } from '../domain/grading.ts';
import { familiarityOf, pooledFeatures } from './familiarity.ts';
import { gradeHip, type GradedHip } from './graded-hip.ts';
import { headLogits } from './grad-cam.ts';
import { hipInput } from './hip-input.ts';
import { answerHeads, featureMap, gradesHips, type HipCard } from './model-card.ts';
import { readModelFiles } from './model-files.ts';
import { chooseSession, DEFAULT_CHOICE, type SessionChoice } from './choose-session.ts';
import type { Answer, NetworkSignature, Session, SessionRuntime } from './session.ts';
import { inferenceText } from './text.ts';

/** What a model needs of a hip: a `HipCrop`, or a crop cached in 8 bits with its landmarks. Both lead to the same grades. */
interface GradableCrop {
  readonly pixels: Float32Array | Uint8Array; // [224, 224]
  readonly landmarks: readonly CropPoint[]; // [80]
}

export interface Model {
  readonly card: HipCard;
  readonly runtime: SessionRuntime;
  /** Why something else grades than was asked for. Null if nothing else does. */
  readonly note: string | null;
  grade(crop: GradableCrop, table: LandmarkTable): Promise<Result<GradedHip>>;
  /** Returns the grades in order. `milliseconds` is each hip's share of the batch's time. */
  gradeBatch(crops: readonly GradableCrop[], table: LandmarkTable): Promise<Result<GradedHip[]>>;
  /** Returns the pooled features of the last block, of the map that the first answer reads. // each [channels] */
  features(crops: readonly GradableCrop['pixels'][]): Promise<Result<Float32Array[]>>;
  close(): Promise<void>;
}

export interface ModelOptions extends Partial<SessionChoice> {
  readonly threads?: number;
  /** A monotonic clock in milliseconds. */
  readonly clock?: () => number;
}

/** Two threads grade a hip in a few hundredths of a second and leave the other cores of a workstation to its user. */
const DEFAULT_THREADS = 2;

/** Hips per run of the network. On a processor, larger batches need more memory and are not faster. */
const BATCH = { processor: 8, gpu: 32 } as const;

/** Opens `<name>.onnx` with its card beside it, checks that the two belong together, and warms up. The caller closes it. */
export async function openModel(onnxPath: string, options: ModelOptions = {}): Promise<Result<Model>> {
  const files = await readModelFiles(onnxPath);
  if (!files.ok) return files;
  const { card, onnx } = files.value;
  if (!gradesHips(card)) {
    return failed('wrong-joint', inferenceText.grading.gradesKnees(card.name));
  }
  const { threads = DEFAULT_THREADS, clock = () => performance.now() } = options;
  const opened = await chooseSession(
    { onnx, signature: signatureOf(card), name: card.name, threads },
    { ...DEFAULT_CHOICE, ...options },
  );
  if (!opened.ok) return opened;
  const { session, note } = opened.value;
  const fault = await headsFault(session, card);
  if (fault !== null) {
    await session.close();
    return fault;
  }
  const gradeBatch = (crops: readonly GradableCrop[], table: LandmarkTable): Promise<Result<GradedHip[]>> =>
    gradeAll({ session, card, clock }, crops, table);
  return success({
    card,
    runtime: session.runtime,
    note,
    gradeBatch,
    grade: async (crop, table) => {
      const graded = await gradeBatch([crop], table);
      return graded.ok ? success(graded.value[0]) : graded;
    },
    features: (crops) => pooledAll({ session, card }, crops),
    close: () => session.close(),
  });
}

/** Returns the inputs and outputs that the card promises. */
function signatureOf(card: HipCard): NetworkSignature {
  const { pictureSize } = card.preprocessing;
  const answers = answerHeads(card);
  return {
    height: pictureSize,
    width: pictureSize,
    picture: inferenceText.grading.picture.hip,
    answers,
    maps: [...new Set(answers.map(({ map }) => map))],
  };
}

async function gradeAll(
  { session, card, clock }: { session: Session; card: HipCard; clock: () => number },
  crops: readonly GradableCrop[],
  table: LandmarkTable,
): Promise<Result<GradedHip[]>> {
  const graded: GradedHip[] = [];
  const size = batchOf(session);
  for (let first = 0; first < crops.length; first += size) {
    const batch = crops.slice(first, first + size);
    const start = clock();
    const answers = await session.run(
      hipInput(
        batch.map(({ pixels }) => pixels),
        card.preprocessing,
      ),
    );
    if (!answers.ok) return answers;
    if (!answers.value.every(isFinite)) {
      return failed('model-malformed', inferenceText.grading.notFinite(card.name));
    }
    const hips = answers.value.map((answer, i) => gradeHip(answer, card, { landmarks: batch[i].landmarks, table }));
    const milliseconds = (clock() - start) / batch.length;
    graded.push(
      ...hips.map(({ answers: own, maps }, i) => ({
        grading: { ...own, milliseconds, ...familiarityPart(answers.value[i], card) },
        maps,
      })),
    );
  }
  return success(graded);
}

function batchOf({ runtime }: Session): number {
  return runtime.device === 'cpu' ? BATCH.processor : BATCH.gpu;
}

/** Empty for a card without familiarity. */
function familiarityPart({ maps }: Answer, { familiarity }: HipCard): Pick<HipGrading, 'familiarity'> {
  return familiarity === undefined ? {} : { familiarity: familiarityOf(pooledFeatures(maps[familiarity.map]), familiarity) };
}

async function pooledAll(
  { session, card }: { readonly session: Session; readonly card: HipCard },
  crops: readonly GradableCrop['pixels'][],
): Promise<Result<Float32Array[]>> {
  const map = featureMap(card);
  const pooled: Float32Array[] = [];
  const size = batchOf(session);
  for (let first = 0; first < crops.length; first += size) {
    const answers = await session.run(hipInput(crops.slice(first, first + size), card.preprocessing));
    if (!answers.ok) return answers;
    pooled.push(...answers.value.map(({ maps }) => pooledFeatures(maps[map])));
  }
  return success(pooled);
}

function isFinite({ logits }: Answer): boolean {
  return Object.values(logits).every((values) => values.every(Number.isFinite));
}

/** Heatmaps from another model's heads would look right but mean nothing. A first image, which also warms up, reveals a mismatch. */
async function headsFault(session: Session, card: HipCard): Promise<Result<never> | null> {
  const text = inferenceText.network;
  const ramp = Uint8Array.from({ length: CROP_SIZE * CROP_SIZE }, (_, i) => i % CROP_SIZE);
  const answers = await session.run(hipInput([ramp], card.preprocessing));
  if (!answers.ok) return answers;
  const [{ logits, maps }] = answers.value;
  for (const { name, weight, bias, width, map } of answerHeads(card)) {
    const { channels, height, width: across } = maps[map];
    if (height !== across) return failed('model-malformed', text.notSquare(card.name, map));
    if (weight.length !== width * channels) {
      return failed('model-malformed', text.headChannels(card.name, weight.length / width, channels));
    }
    const expected = headLogits(maps[map], { weight, bias });
    // The network stores its weights in half precision, the card may store them in single precision.
    const scale = Math.max(1, ...expected.map(Math.abs));
    if (!expected.every((logit, i) => Math.abs(logit - logits[name][i]) <= 0.01 * scale)) {
      return failed('model-malformed', text.headsDiffer(card.name));
    }
  }
  return null;
}
