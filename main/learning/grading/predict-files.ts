// Grades files without a study. Each file is read, cut and graded by itself, so that a bad file affects only its own row.

import { namingFile } from '../../files/file-failure.ts';
import { namedByFile } from '../../cohort/film-names.ts';
import { findOnlyFilms, type FoundFilm } from '../../cohort/find-films.ts';
import { nameOfSource } from '../../cohort/sources/source-file.ts';
import { isRefusal, success, valueOrThrow, type Failure, type FileProblem, type Result } from '../../domain/failure.ts';
import type { HipGrading } from '../../domain/grading.ts';
import { SIDES, type Hip, type Side } from '../../domain/hip.ts';
import type { Numbering } from '../../domain/landmark-table.ts';
import type { Patient } from '../../domain/person/mention.ts';
import type { GradedHip } from '../../inference/graded-hip.ts';
import type { SessionChoice } from '../../inference/choose-session.ts';
import type { Inference, OpenedModel } from '../../inference/inference.ts';
import { inOrder } from '../../processes/in-order.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import type { FilmPreparers } from './film-preparers.ts';
import { gradeInBatches } from './grade-in-batches.ts';
import type { GradableFilm, GradableHip, PointsFrom } from './gradable-film.ts';

export interface PredictOptions {
  /** Files and folders. */
  readonly paths: readonly string[];
  /** A landmark file for all images, or a folder of such files. Null to look beside each image. */
  readonly landmarks: string | null;
  readonly spacingMm: number | null;
  /** The numbering of points that fit both. Null refuses them. */
  readonly numbering: Numbering | null;
  readonly modelPath: string;
  /** What grades. Default: the processor in fp32. */
  readonly choice?: SessionChoice | undefined;
  /** Told once what grades, before the first hip. */
  readonly onOpened?: ((model: OpenedModel) => void) | undefined;
  /** The folder of the networks that find hips in films without landmarks; see `locatingNetworks`. */
  readonly networks: string;
  /** Whether the hips need the pictures that reports and heatmaps show. */
  readonly pictures: boolean;
  /** Starts a process that looks into files and archives. */
  readonly startReader: () => ProcessChannel;
  /** Ends the grading within seconds: what works on a film or a hip then fails with `stopped`, and nothing more begins. */
  readonly signal?: AbortSignal | undefined;
}

/** What prepares the films, and what grades their hips. The caller closes both. */
export interface PredictProcesses {
  readonly films: FilmPreparers;
  readonly inference: Inference;
}

/** A graded hip, with everything that its report needs. */
export interface PredictedHip {
  readonly file: string;
  readonly hip: Hip;
  readonly grading: HipGrading;
  readonly maps: GradedHip['maps'];
  readonly prepared: GradableHip;
  readonly radiograph: GradableFilm['radiograph'];
  readonly pointsFrom: PointsFrom;
}

/** A hip that is not graded because it is a prosthesis. */
export interface LeftOutHip {
  readonly file: string;
  readonly hip: Hip;
  /** The header states that its identity was removed. */
  readonly identityRemoved: boolean;
  /** Absent for pictures. */
  readonly patient: Patient | undefined;
  readonly failure: Failure;
}

export type Prediction =
  | { readonly kind: 'hip'; readonly hip: PredictedHip }
  | ({ readonly kind: 'left-out' } & LeftOutHip)
  /** A file that holds nothing to grade. */
  | ({ readonly kind: 'unread' } & FileProblem)
  | ({ readonly kind: 'error' } & FileProblem);

/** Yields each hip once it is graded, and one error per bad file and cause. Throws a `FailureError` if the model itself cannot be used. */
export async function* predictFiles(
  options: PredictOptions,
  { films: preparers, inference }: PredictProcesses,
): AsyncGenerator<Prediction> {
  // The model opens while the first file is read. If it cannot be opened, no file can be graded.
  const { signal = new AbortController().signal } = options;
  const ready = inference.open(options.modelPath, options.choice, signal);
  let isTold = false;
  const opened = async (): Promise<void> => {
    const model = valueOrThrow(await ready);
    if (!isTold) options.onOpened?.(model);
    isTold = true;
  };
  const { films, problems } = await findOnlyFilms(options, { ...options, signal });
  if (signal.aborted) return; // what was not looked into is not missing
  for (const problem of problems) yield { kind: isRefusal(problem.failure) ? 'error' : 'unread', ...problem };
  const ahead = inference.atOnce === undefined ? AHEAD : Math.ceil(inference.atOnce / SIDES.length);
  const grade = gradeInBatches(inference, options.modelPath, signal);
  const working = new Set<Promise<unknown>>();
  const work = async ({ file, points }: FoundFilm): Promise<Result<GradedFilm>> => {
    const { spacingMm, numbering, networks, pictures } = options;
    const prepared = preparers.prepare({ file, points, spacingMm, numbering, networks, pictures }, signal);
    const graded = prepared.then((film) => (film.ok ? gradedFilm(film.value, grade) : film));
    working.add(graded);
    return graded.finally(() => working.delete(graded));
  };
  try {
    for await (const { item, value } of inOrder(films, { ahead: preparers.atOnce + ahead, signal }, work)) {
      if (value.ok) await opened();
      yield* predictionsOf(item, value);
    }
  } finally {
    await Promise.allSettled(working); // the caller closes the processes, which nothing may ask then
  }
  if (!signal.aborted) await opened();
}

/** This many films are graded or wait for it while others are prepared. More would only hold memory. **(ours)** */
const AHEAD = 6;

interface GradedFilm {
  readonly film: GradableFilm;
  readonly gradings: Readonly<Record<Side, Result<GradedHip>>>;
}

async function gradedFilm(film: GradableFilm, grade: ReturnType<typeof gradeInBatches>): Promise<Result<GradedFilm>> {
  const gradingOf = async (side: Side): Promise<Result<GradedHip>> => {
    const { outcome } = film.sides[side];
    if (!outcome.ok) return outcome;
    const { crop, numbering } = outcome.value;
    return grade({ pixels: crop.pixels, landmarks: crop.landmarks, numbering });
  };
  const [right, left] = await Promise.all([gradingOf('right'), gradingOf('left')]);
  return success({ film, gradings: { right, left } });
}

function* predictionsOf(found: FoundFilm, graded: Result<GradedFilm>): Generator<Prediction> {
  const file = found.file.location;
  if (!graded.ok) return yield { kind: 'error', file, failure: namingFile(graded.failure, file) };
  const { film, gradings } = graded.value;
  const radiograph = namedByFile(film.radiograph, nameOfSource(found.file));
  const errors = new Map<Failure['code'], Failure>();
  for (const side of SIDES) {
    const { outcome, pointsFrom } = film.sides[side];
    const hip = { subject: radiograph.subject, visit: radiograph.visit, side };
    if (!outcome.ok && outcome.failure.code === 'hip-replaced') {
      const { identityRemoved = false, patient } = radiograph;
      yield { kind: 'left-out', file, hip, identityRemoved, patient, failure: outcome.failure };
      continue;
    }
    const grading = gradings[side];
    const failure = outcome.ok ? (grading.ok ? null : grading.failure) : outcome.failure;
    if (failure !== null && !errors.has(failure.code)) errors.set(failure.code, withDoubts(failure, radiograph));
    if (!outcome.ok || !grading.ok) continue;
    yield { kind: 'hip', hip: { file, hip, ...grading.value, prepared: outcome.value, radiograph, pointsFrom } };
  }
  for (const failure of errors.values()) yield { kind: 'error', file, failure: namingFile(failure, file) };
}

/** Adds what is doubtful about the film's values and scale, which may be why a hip was not found. */
function withDoubts({ code, message }: Failure, { warnings = [] }: GradableFilm['radiograph']): Failure {
  const doubts = warnings.filter((one) => one.code === 'values-doubtful' || one.code === 'spacing-doubtful');
  return { code, message: [message, ...doubts.map((one) => one.message)].join(' ') };
}
