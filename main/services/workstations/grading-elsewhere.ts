// Grading on a paired workstation, for everything that grades here. Films are read and cut here; pictures and the model go there.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failed, success, type Result } from '../../domain/failure.ts';
import type { SessionChoice } from '../../inference/choose-session.ts';
import type { GradedHip } from '../../inference/graded-hip.ts';
import type { GradableHip, Inference } from '../../inference/inference.ts';
import type { KneeAnswer } from '../../inference/knee-model.ts';
import { cardToSend } from '../../learning/grading/card-to-send.ts';
import { MOST_HIPS, readGradings, writeHipFiles, type Gradings } from '../../learning/grading/hip-files.ts';
import { MOST_KNEES, readKneeAnswers, writeKneeFile } from '../../learning/grading/knee-files.ts';
import type { TrainingProgress } from '../../learning/run/training-calls.ts';
import type { OnSending } from '../../remote/client/follow-job.ts';
import { gradeRemotely, type GradedJoints } from '../../remote/client/remote-grading.ts';
import type { PairedWorkstation } from '../../remote/client/workstations.ts';
import { servicesText } from '../text.ts';

export interface GradingElsewhere {
  readonly workstation: PairedWorkstation;
  /** What the workstation is told that it grades for. */
  readonly run: string;
  /** What grades there, until a model is opened with another choice. Default: `CHOICE_ELSEWHERE`. */
  readonly choice?: SessionChoice;
  /** How many hips are best sent together: a group costs some seconds, however small it is. */
  readonly atOnce: number;
  /** Called before anything leaves. Throws a `FailureError` if it must not. */
  readonly onSending: OnSending;
  /** What happens meanwhile. A `data` report counts graded hips. */
  readonly report: (progress: TrainingProgress) => void;
  /** Told once, with its sentence, if the workstation grades on something else than was asked for. */
  readonly onNote: (words: string) => void;
  readonly signal: AbortSignal;
}

/** A workstation grades on its GPU. If it has none, its processor grades, and the workstation says so. */
export const CHOICE_ELSEWHERE: SessionChoice = { device: 'cuda', precision: 'fp32' };

/** The inference `here`, except that hips and knees are graded there. */
export function gradingElsewhere(here: Inference, elsewhere: GradingElsewhere): Inference {
  const choices = new Map<string, SessionChoice>();
  const { choice: usual = CHOICE_ELSEWHERE } = elsewhere;
  const told = new Set<string>();
  const gradeGroup = async (modelPath: string, hips: readonly GradableHip[], signal?: AbortSignal): Promise<Result<Gradings>> => {
    const graded = await gradeThere({ modelPath, choice: choices.get(modelPath) ?? usual, hips }, elsewhere, signal);
    const note = graded.ok ? graded.value.opened.note : null;
    if (note !== null && !told.has(note)) elsewhere.onNote(servicesText.grading.saidThere(elsewhere.workstation.name, note));
    if (note !== null) told.add(note);
    return graded;
  };
  return {
    ...here,
    atOnce: Math.min(MOST_HIPS, elsewhere.atOnce),
    open: async (modelPath, choice = usual) => {
      choices.set(modelPath, choice);
      const opened = await gradeGroup(modelPath, []);
      return opened.ok ? success({ ...opened.value.opened, note: null }) : opened; // `onNote` was told
    },
    grade: async (modelPath, hips, signal) => {
      const graded: GradedHip[] = [];
      for (let first = 0; first < hips.length; first += MOST_HIPS) {
        const group = await gradeGroup(modelPath, hips.slice(first, first + MOST_HIPS), signal);
        if (!group.ok) return group;
        graded.push(...group.value.hips);
      }
      return success(graded);
    },
    gradeKnees: async (modelPath, inputs, signal) => {
      const graded: KneeAnswer[] = [];
      for (let first = 0; first < inputs.length; first += MOST_KNEES) {
        const group = await gradeKneesThere(modelPath, inputs.slice(first, first + MOST_KNEES), elsewhere, signal);
        if (!group.ok) return group;
        graded.push(...group.value);
      }
      return success(graded);
    },
  };
}

interface Group {
  readonly modelPath: string;
  readonly choice: SessionChoice;
  readonly hips: readonly GradableHip[];
}

async function gradeThere(
  { modelPath, choice, hips }: Group,
  elsewhere: GradingElsewhere,
  signal?: AbortSignal,
): Promise<Result<Gradings>> {
  const { device, precision, gpu } = choice;
  if (device === 'webgpu') return failed('bad-request', servicesText.grading.noWebGpuThere);
  const sentChoice = { device, precision, ...(gpu === undefined ? {} : { gpu }) };
  const order: Sent<Gradings> = {
    modelPath,
    joints: { kind: 'grade', hips: hips.length, choice: sentChoice },
    write: (folder) => writeHipFiles(folder, hips),
    read: (answers) => readGradings(answers, hips.length),
  };
  return sendAndRead(order, elsewhere, signal);
}

function gradeKneesThere(
  modelPath: string,
  inputs: readonly Float32Array[],
  elsewhere: GradingElsewhere,
  signal?: AbortSignal,
): Promise<Result<KneeAnswer[]>> {
  const order: Sent<KneeAnswer[]> = {
    modelPath,
    joints: { kind: 'grade-knees', knees: inputs.length },
    write: (folder) => writeKneeFile(folder, inputs),
    read: (answers) => readKneeAnswers(answers, inputs.length),
  };
  return sendAndRead(order, elsewhere, signal);
}

interface Sent<T> {
  readonly modelPath: string;
  readonly joints: GradedJoints;
  /** Writes the pictures into the folder. */
  readonly write: (folder: string) => Promise<void>;
  /** Reads the file of answers. */
  readonly read: (answers: string) => Promise<Result<T>>;
}

async function sendAndRead<T>(
  { modelPath, joints, write, read }: Sent<T>,
  { workstation, run, onSending, report, signal: ownSignal }: GradingElsewhere,
  signal: AbortSignal = ownSignal,
): Promise<Result<T>> {
  const card = await cardToSend(modelPath);
  if (!card.ok) return card;
  const folder = await mkdtemp(join(tmpdir(), 'osteograde-grading-'));
  try {
    const model = { onnx: modelPath, card: join(folder, 'model.json') };
    await writeFile(model.card, card.value, { mode: 0o600 });
    await write(folder);
    const order = { workstation, run, model, folder, joints, onSending };
    const answers = await gradeRemotely(order, report, AbortSignal.any([signal, ownSignal]));
    return answers.ok ? await read(answers.value) : answers;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
