// Which training engines work on this machine, how fast they are, and which one is chosen.

import { z } from 'zod';
import { success, valueOrThrow, type Failure } from '../../domain/failure.ts';
import { answerCalls } from '../../processes/answer-calls.ts';
import type { CallProtocol } from '../../processes/call-messages.ts';
import { endFailure, type CallEnd } from '../../processes/call-end.ts';
import { callOnce } from '../../processes/calls.ts';
import type { ParentChannel, ProcessChannel } from '../../processes/process-channel.ts';
import { DEVICES, ENGINE_NAMES } from '../../tensor/engine.ts';
import { chosenEngine, listEngines, type ChosenEngine, type ListedEngine } from '../../tensor/list-engines.ts';
import { preflightText } from '../text/preflight.ts';

export type EngineReport = ListedEngine;

/** Measures the engines in a process whose crash does no harm. */
export type EngineSurvey = () => Promise<readonly EngineReport[]>;

const CALL = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('survey') }),
  z.object({ kind: z.literal('chosen'), gpu: z.number().nullable() }),
]);
const PROTOCOL: CallProtocol<z.infer<typeof CALL>, never> = { call: CALL, event: z.never() };

const REPORTS = z.array(
  z.object({
    name: z.enum(ENGINE_NAMES),
    available: z.boolean(),
    reason: z.string(),
    version: z.string().nullable(),
    device: z.enum(DEVICES).nullable(),
    threads: z.number().nullable(),
    memory: z.number().nullable(),
    gflops: z.number().nullable(),
    chosen: z.boolean(),
  }),
);

const CHOSEN = z
  .object({
    version: z.string(),
    device: z.enum(DEVICES),
    gpu: z.object({ name: z.string(), memoryBytes: z.number() }).nullable(),
  })
  .nullable();

/** Measuring takes seconds; a driver that hangs takes for ever. */
const SURVEY_MS = 5 * 60_000;

/** Opens and measures each engine in turn. The first that works is chosen. It loads native code: do not call it in a host's process. */
export async function measureEngines(): Promise<readonly EngineReport[]> {
  return (await listEngines()).engines;
}

/** Measures the engines in the process that `start` starts. Throws a `FailureError` if it dies. */
export async function surveyEngines(start: () => ProcessChannel): Promise<readonly EngineReport[]> {
  return valueOrThrow(
    await callOnce({ protocol: PROTOCOL, start, died }, { kind: 'survey' }, { value: REPORTS, deadlineMs: SURVEY_MS }),
  );
}

/** Opens the engine that trains here, on this GPU, in the process that `start` starts. Null if no engine works. Throws a `FailureError` if it dies. */
export async function findChosenEngine(gpu: number | null, start: () => ProcessChannel): Promise<ChosenEngine | null> {
  const call = { kind: 'chosen', gpu } as const;
  return valueOrThrow(await callOnce({ protocol: PROTOCOL, start, died }, call, { value: CHOSEN, deadlineMs: SURVEY_MS }));
}

function died(end: CallEnd): Failure {
  const { surveyEnded, surveyNeedsMemory, surveyTooSlow } = preflightText.engine;
  return endFailure(end, { memory: surveyNeedsMemory, time: surveyTooSlow, died: surveyEnded });
}

/** The side of the process that measures. */
export function answerSurvey(channel: ParentChannel): void {
  answerCalls(channel, PROTOCOL, async (call) =>
    success(call.kind === 'chosen' ? await chosenEngine(call.gpu) : await measureEngines()),
  );
}
