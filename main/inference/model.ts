// A model ready to grade: crops in, gradings and heatmaps out.

import { failed, success, type Result } from '../domain/failure.ts';
import type { CropPoint } from '../domain/geometry.ts';
import { CROP_SIZE, toEightBit } from '../domain/hip-crop.ts';
import type { LandmarkTable } from '../domain/landmark-table.ts';
import { QUADRANTS } from '../domain/quadrant.ts';
import { gradedHip, type GradedHip } from './graded-hip.ts';
import { headLogits } from './grad-cam.ts';
import type { HipCard, ModelCard } from './model-card.ts';
import { readModelFiles } from './model-files.ts';
import { openSession, type Answer, type InferenceDevice, type Session } from './session.ts';

type GradesCard = Extract<HipCard, { system: 1 }>;

/** What a model needs of a hip: a `HipCrop`, or a crop cached in 8 bits with its landmarks. Both give the same grades. */
interface GradableCrop {
  readonly pixels: Float32Array | Uint8Array; // [224, 224]
  readonly landmarks: readonly CropPoint[]; // [80]
}

export interface Model {
  readonly card: ModelCard;
  readonly device: InferenceDevice;
  readonly threads: number;
  grade(crop: GradableCrop, table: LandmarkTable): Promise<Result<GradedHip>>;
  /** Grades in order; `milliseconds` is then each hip's share of the batch's time. */
  gradeBatch(crops: readonly GradableCrop[], table: LandmarkTable): Promise<Result<GradedHip[]>>;
  close(): Promise<void>;
}

export interface ModelOptions {
  readonly threads?: number;
  /** Default cpu. Another device is used only when asked for, and its absence is a failure, not a silent change. */
  readonly device?: InferenceDevice;
  /** Milliseconds that only rise. */
  readonly clock?: () => number;
}

/** Two threads answer a hip in a few hundredths of a second and leave a workstation's other cores to its user. */
const DEFAULT_THREADS = 2;

/** Hips that go through the network together; more gain no speed and cost memory. */
const BATCH = 8;

const PIXELS = CROP_SIZE * CROP_SIZE;

/** Opens `<name>.onnx` with its card beside it, checks that the two belong together, and warms up. The caller closes it. */
export async function openModel(onnxPath: string, options: ModelOptions = {}): Promise<Result<Model>> {
  const files = await readModelFiles(onnxPath);
  if (!files.ok) return files;
  const { card, onnx } = files.value;
  if (card.system !== 1) return failed('model-malformed', `${card.name} does not grade quadrants. Choose a model of System 1.`);
  const { device = 'cpu', threads = DEFAULT_THREADS, clock = () => performance.now() } = options;
  const session = await openSession(onnx, { name: card.name, device, threads });
  if (!session.ok) return session;
  const fault = await headsFault(session.value, card);
  if (fault !== null) {
    await session.value.close();
    return fault;
  }
  const gradeBatch = (crops: readonly GradableCrop[], table: LandmarkTable): Promise<Result<GradedHip[]>> =>
    gradeAll({ session: session.value, card, clock }, crops, table);
  return success({
    card,
    device,
    threads,
    gradeBatch,
    grade: async (crop, table) => {
      const graded = await gradeBatch([crop], table);
      return graded.ok ? success(graded.value[0]) : graded;
    },
    close: () => session.value.close(),
  });
}

async function gradeAll(
  { session, card, clock }: { session: Session; card: GradesCard; clock: () => number },
  crops: readonly GradableCrop[],
  table: LandmarkTable,
): Promise<Result<GradedHip[]>> {
  const graded: GradedHip[] = [];
  for (let first = 0; first < crops.length; first += BATCH) {
    const batch = crops.slice(first, first + BATCH);
    const start = clock();
    const answers = await session.run(networkInput(batch));
    if (!answers.ok) return answers;
    if (!answers.value.every(isFinite)) {
      return failed('model-malformed', `The model ${card.name} answered with values that are no numbers. Choose another model.`);
    }
    const hips = answers.value.map((answer, i) => gradedHip(answer, card.heads, { landmarks: batch[i].landmarks, table }));
    const milliseconds = (clock() - start) / batch.length;
    graded.push(...hips.map(({ grading, maps }) => ({ grading: { ...grading, milliseconds }, maps })));
  }
  return success(graded);
}

/** Crops as the network was trained on them: clipped, rounded to 8 bits, in [0, 1]. // [crops, 1, 224, 224] */
function networkInput(crops: readonly GradableCrop[]): Float32Array {
  const input = new Float32Array(crops.length * PIXELS);
  crops.forEach(({ pixels }, index) => {
    if (pixels.length !== PIXELS) throw new RangeError(`A crop has ${pixels.length} pixels where ${PIXELS} belong.`);
    const bytes = pixels instanceof Uint8Array ? pixels : toEightBit(pixels);
    for (let i = 0; i < PIXELS; i++) input[index * PIXELS + i] = bytes[i] / 255;
  });
  return input;
}

function isFinite({ global, quadrants }: Answer): boolean {
  return Number.isFinite(global) && QUADRANTS.every((quadrant) => quadrants[quadrant].every(Number.isFinite));
}

/** Heatmaps computed with another model's heads would look right and mean nothing: a first picture, which also warms up, tells. */
async function headsFault(session: Session, card: GradesCard): Promise<Result<never> | null> {
  const wrong = (reason: string): Result<never> =>
    failed(
      'model-malformed',
      `The card of ${card.name} does not fit its network: ${reason}. Install the model and its card together.`,
    );
  const answers = await session.run(Float32Array.from({ length: PIXELS }, (_, i) => (i % CROP_SIZE) / CROP_SIZE));
  if (!answers.ok) return answers;
  const [answer] = answers.value;
  const { channels } = answer.features;
  if (card.heads.global.weight.length !== channels) {
    return wrong(`its heads read ${card.heads.global.weight.length} channels, the network gives ${channels}`);
  }
  const given = [answer.global, ...QUADRANTS.flatMap((quadrant) => answer.quadrants[quadrant])];
  const [global, ...quadrants] = [card.heads.global, ...QUADRANTS.map((quadrant) => card.heads[quadrant])];
  const expected = [global, ...quadrants].flatMap((head) => headLogits(answer.features, head));
  // The network keeps its weights in half precision, the card may hold them in single.
  const scale = Math.max(1, ...expected.map(Math.abs));
  return expected.every((logit, i) => Math.abs(logit - given[i]) <= 0.01 * scale)
    ? null
    : wrong("its heads are not the network's");
}
