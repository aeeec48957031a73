// Grading crops with a model file and finding hips, in this process or in a child.

import { isDeepStrictEqual } from 'node:util';
import type { CropPoint } from '../domain/geometry.ts';
import { failed, success, type Result } from '../domain/failure.ts';
import { LANDMARK_TABLES, type Numbering } from '../domain/landmark-table.ts';
import { DEFAULT_CHOICE, type SessionChoice } from './choose-session.ts';
import type { Finders, Locators } from './finders.ts';
import type { GradedHip } from './graded-hip.ts';
import type { KneeAnswer, KneeModel } from './knee-model.ts';
import type { Model } from './model.ts';
import type { SessionRuntime } from './session.ts';
import { inferenceText } from './text.ts';

/** One hip as a model needs it. */
export interface GradableHip {
  readonly pixels: Float32Array | Uint8Array; // [224, 224]
  readonly landmarks: readonly CropPoint[]; // [80]
  readonly numbering: Numbering;
}

/** What grades with an opened model. */
export interface OpenedModel {
  readonly runtime: SessionRuntime;
  /** Why something else grades than was asked for. Null if nothing else does. */
  readonly note: string | null;
}

export interface Inference {
  /** Opens a model that grades hips, on the processor in fp32 if nothing else is chosen. Later hips of the model are graded by the same choice. */
  readonly open: (modelPath: string, choice?: SessionChoice, signal?: AbortSignal) => Promise<Result<OpenedModel>>;
  /** Grades in order. A model is opened on first use and kept. After the signal, fails with `stopped` within seconds. */
  readonly grade: (modelPath: string, hips: readonly GradableHip[], signal?: AbortSignal) => Promise<Result<GradedHip[]>>;
  /** Grades knees in order, from inputs that were prepared as the model's card states. */
  readonly gradeKnees: (
    modelPath: string,
    inputs: readonly Float32Array[],
    signal?: AbortSignal,
  ) => Promise<Result<KneeAnswer[]>>;
  /** The networks that find hips and points, from their folder; opened on first use and kept. */
  readonly finders: (folder: string) => Locators;
  /** How many hips are best asked at once. Omitted if it makes no difference. */
  readonly atOnce?: number;
  readonly close: () => Promise<void>;
}

/** Inference in this process, one model open at a time. */
export function openInferenceHere(): Inference {
  let open: { readonly path: string; readonly choice: SessionChoice; readonly model: Promise<Result<Model>> } | null = null;
  const choices = new Map<string, SessionChoice>();

  const modelAt = async (path: string): Promise<Result<Model>> => {
    const choice = choices.get(path) ?? DEFAULT_CHOICE;
    if (open?.path !== path || !isDeepStrictEqual(open.choice, choice)) {
      await closeModel();
      const { openModel } = await import('./model.ts');
      open = { path, choice, model: openModel(path, choice) };
    }
    const model = await open.model;
    if (!model.ok) open = null;
    return model;
  };

  const closeModel = async (): Promise<void> => {
    const model = await open?.model;
    open = null;
    if (model?.ok === true) await model.value.close();
  };

  let openKnee: { readonly path: string; readonly model: Promise<Result<KneeModel>> } | null = null;

  const kneeModelAt = async (path: string): Promise<Result<KneeModel>> => {
    if (openKnee?.path !== path) {
      await closeKneeModel();
      const { openKneeModel } = await import('./knee-model.ts');
      openKnee = { path, model: openKneeModel(path) };
    }
    const model = await openKnee.model;
    if (!model.ok) openKnee = null;
    return model;
  };

  const closeKneeModel = async (): Promise<void> => {
    const model = await openKnee?.model;
    openKnee = null;
    if (model?.ok === true) await model.value.close();
  };

  let found: { readonly folder: string; readonly finders: Promise<Result<Finders>> } | null = null;

  const findersIn = async (folder: string): Promise<Result<Finders>> => {
    if (found?.folder !== folder) {
      await closeFinders();
      const { openFinders } = await import('./finders.ts');
      found = { folder, finders: openFinders(folder) };
    }
    const finders = await found.finders;
    if (!finders.ok) found = null;
    return finders;
  };

  const closeFinders = async (): Promise<void> => {
    const finders = await found?.finders;
    found = null;
    if (finders?.ok === true) await finders.value.close();
  };

  return {
    close: async () => {
      await closeModel();
      await closeKneeModel();
      await closeFinders();
    },
    finders: (folder) => ({
      heads: async (overview) => {
        const finders = await findersIn(folder);
        return finders.ok ? finders.value.heads(overview) : finders;
      },
      centres: async (views) => {
        const finders = await findersIn(folder);
        return finders.ok ? finders.value.centres(views) : finders;
      },
      points: async (views) => {
        const finders = await findersIn(folder);
        return finders.ok ? finders.value.points(views) : finders;
      },
    }),
    gradeKnees: async (modelPath, inputs) => {
      const model = await kneeModelAt(modelPath);
      if (!model.ok) return model;
      const answers: KneeAnswer[] = [];
      for (const input of inputs) {
        const answer = await model.value.grade(input);
        if (!answer.ok) return answer;
        answers.push(answer.value);
      }
      return success(answers);
    },
    open: async (modelPath, choice = DEFAULT_CHOICE) => {
      choices.set(modelPath, choice);
      const model = await modelAt(modelPath);
      return model.ok ? success({ runtime: model.value.runtime, note: model.value.note }) : model;
    },
    grade: async (modelPath, hips) => {
      const model = await modelAt(modelPath);
      if (!model.ok) return model;
      const graded: GradedHip[] = [];
      for (const run of runsOfOneNumbering(hips)) {
        const result = await model.value.gradeBatch(run, LANDMARK_TABLES[run[0].numbering]);
        if (!result.ok) return result;
        graded.push(...result.value);
      }
      return graded.length === hips.length ? success(graded) : failed('unexpected', inferenceText.grading.hipsUnanswered);
    },
  };
}

/** Neighbours that share a landmark numbering, so that they can go through the network together. */
function runsOfOneNumbering(hips: readonly GradableHip[]): GradableHip[][] {
  const runs: GradableHip[][] = [];
  for (const hip of hips) {
    const last = runs.at(-1);
    if (last?.[0].numbering === hip.numbering) last.push(hip);
    else runs.push([hip]);
  }
  return runs;
}
