// Inference in a child process, so that a crash or a lack of memory there ends a job and nothing else.

import { z } from 'zod';
import { FamiliaritySchema } from '../domain/film/familiarity.ts';
import type { Failure, Result } from '../domain/failure.ts';
import { CircleSchema, PointSchema } from '../domain/geometry.ts';
import { GRADING_KINDS, HipGradingSchema } from '../domain/grading.ts';
import { SideSchema } from '../domain/hip.ts';
import { NumberingSchema } from '../domain/landmark-table.ts';
import { BytesSchema, Float32ArraySchema } from '../domain/typed-arrays.ts';
import { answerCalls } from '../processes/answer-calls.ts';
import { endFailure, type CallEnd } from '../processes/call-end.ts';
import type { CallProtocol } from '../processes/call-messages.ts';
import { openCaller } from '../processes/calls.ts';
import type { ParentChannel, ProcessChannel } from '../processes/process-channel.ts';
import { DEFAULT_CHOICE, PRECISIONS, type SessionChoice } from './choose-session.ts';
import type { Inference } from './inference.ts';
import { INFERENCE_DEVICES } from './session.ts';
import { inferenceText } from './text.ts';

const CHOICE = z.object({ device: z.enum(INFERENCE_DEVICES), precision: z.enum(PRECISIONS), gpu: z.int().min(0).optional() });

const CALL = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open'), modelPath: z.string(), choice: CHOICE }),
  z.object({
    kind: z.literal('grade'),
    modelPath: z.string(),
    choice: CHOICE,
    hips: z
      .array(
        z.object({
          pixels: z.union([Float32ArraySchema, BytesSchema]),
          landmarks: z.array(PointSchema).readonly(),
          numbering: NumberingSchema,
        }),
      )
      .readonly(),
  }),
  z.object({ kind: z.literal('knees'), modelPath: z.string(), inputs: z.array(Float32ArraySchema).readonly() }),
  z.object({ kind: z.literal('heads'), folder: z.string(), overview: BytesSchema }),
  z.object({ kind: z.literal('centres'), folder: z.string(), views: z.array(BytesSchema).readonly() }),
  z.object({ kind: z.literal('points'), folder: z.string(), views: z.array(BytesSchema).readonly() }),
]);

type InferenceCall = z.infer<typeof CALL>;

const PROTOCOL: CallProtocol<InferenceCall, never> = { call: CALL, event: z.never() };

/** Of an `OpenedModel`. */
export const OpenedModelSchema = z.object({
  runtime: z.object({
    name: z.enum(['onnxruntime', 'libtorch']),
    version: z.string(),
    device: z.enum(INFERENCE_DEVICES),
    precision: z.enum(PRECISIONS),
  }),
  note: z.string().nullable(),
});
const GRADED_HIPS = z.array(
  z.object({
    grading: HipGradingSchema,
    maps: z.object({ kind: z.enum(GRADING_KINDS), values: Float32ArraySchema, size: z.number() }),
  }),
);
const HEADS = z.array(z.object({ side: SideSchema, head: CircleSchema, probability: z.number(), implant: z.boolean() }));
const CENTRES = z.array(z.object({ head: CircleSchema, probability: z.number(), implant: z.number(), metal: z.number() }));
const POINTS = z.array(z.object({ points: z.array(PointSchema), probability: z.number() }));

const placeMap = { values: Float32ArraySchema, height: z.number(), width: z.number() };
const KNEES = z.array(
  z.object({
    grade: z.number(),
    probabilities: z.array(z.number()),
    presence: z.number(),
    expected: z.number(),
    evidence: z.object(placeMap),
    masks: z.array(z.object({ ...placeMap, branch: z.string() })),
    familiarity: FamiliaritySchema.optional(),
  }),
);

/** How long a request may take: for opening the model, and for each picture. A slow computer needs a tenth of it. */
const OPENING_MS = 60_000;
const PICTURE_MS = 5000;

/** Starts the child when it is first needed, and a new one after it has ended. */
export function openInferenceProcess(start: () => ProcessChannel): Inference {
  const { call, close } = openCaller({ protocol: PROTOCOL, start, died });
  /** Sent with every call, because a new process after a crash knows of no earlier choice. */
  const choices = new Map<string, SessionChoice>();
  const choiceOf = (modelPath: string): SessionChoice => choices.get(modelPath) ?? DEFAULT_CHOICE;
  return {
    open: (modelPath, choice = DEFAULT_CHOICE, signal) => {
      choices.set(modelPath, choice);
      return call({ kind: 'open', modelPath, choice }, { value: OpenedModelSchema, signal, deadlineMs: deadline(0) });
    },
    grade: (modelPath, hips, signal) =>
      call(
        { kind: 'grade', modelPath, choice: choiceOf(modelPath), hips },
        { value: GRADED_HIPS, signal, deadlineMs: deadline(hips.length) },
      ),
    gradeKnees: (modelPath, inputs, signal) =>
      call({ kind: 'knees', modelPath, inputs }, { value: KNEES, signal, deadlineMs: deadline(inputs.length) }),
    finders: (folder) => ({
      heads: (overview) => call({ kind: 'heads', folder, overview }, { value: HEADS, deadlineMs: deadline(1) }),
      centres: (views) => call({ kind: 'centres', folder, views }, { value: CENTRES, deadlineMs: deadline(views.length) }),
      points: (views) => call({ kind: 'points', folder, views }, { value: POINTS, deadlineMs: deadline(views.length) }),
    }),
    close,
  };
}

/** The child's side: answers calls one after the other with `inference`. */
export function answerInference(channel: ParentChannel, inference: Inference): void {
  answerCalls(channel, PROTOCOL, (call) => answer(call, inference));
}

function answer(call: InferenceCall, inference: Inference): Promise<Result<unknown>> {
  switch (call.kind) {
    case 'open':
      return inference.open(call.modelPath, call.choice);
    case 'grade':
      return gradeAs(call.choice, call, inference);
    case 'knees':
      return inference.gradeKnees(call.modelPath, call.inputs);
    case 'heads':
      return inference.finders(call.folder).heads(call.overview);
    case 'centres':
      return inference.finders(call.folder).centres(call.views);
    case 'points':
      return inference.finders(call.folder).points(call.views);
  }
}

async function gradeAs(
  choice: SessionChoice,
  { modelPath, hips }: Extract<InferenceCall, { kind: 'grade' }>,
  inference: Inference,
): Promise<Result<unknown>> {
  const opened = await inference.open(modelPath, choice);
  return opened.ok ? inference.grade(modelPath, hips) : opened;
}

function deadline(pictures: number): number {
  return OPENING_MS + pictures * PICTURE_MS;
}

function died(end: CallEnd): Failure {
  const { needsMemory, tooSlow, processEnded } = inferenceText.grading;
  return endFailure(end, { memory: needsMemory, time: tooSlow, died: processEnded });
}
