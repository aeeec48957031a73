// Which training engines work on this machine, how fast they are, and which one is chosen.

import { z } from 'zod';
import { success, valueOrThrow } from '../../domain/failure.ts';
import { answerCalls } from '../../processes/answer-calls.ts';
import type { CallProtocol } from '../../processes/call-messages.ts';
import { endFailure, type CallEnd } from '../../processes/call-end.ts';
import { callOnce } from '../../processes/calls.ts';
import type { ParentChannel, ProcessChannel } from '../../processes/process-channel.ts';
import { DEVICES, ENGINE_NAMES } from '../../tensor/engine.ts';
import { listEngines, type ListedEngine } from '../../tensor/list-engines.ts';
import { preflightText } from '../text/preflight.ts';

export type EngineReport = ListedEngine;

/** Measures the engines in a process whose crash does no harm. */
export type EngineSurvey = () => Promise<readonly EngineReport[]>;

const PROTOCOL: CallProtocol<'survey', never> = { call: z.literal('survey'), event: z.never() };

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

/** Measuring takes seconds; a driver that hangs takes for ever. */
const SURVEY_MS = 5 * 60_000;

/** Opens and measures each engine in turn. The first that works is chosen. It loads native code: do not call it in a host's process. */
export async function measureEngines(): Promise<readonly EngineReport[]> {
  return (await listEngines()).engines;
}

/** Measures the engines in the process that `start` starts. Throws a `FailureError` if it dies. */
export async function surveyEngines(start: () => ProcessChannel): Promise<readonly EngineReport[]> {
  const { surveyEnded, surveyNeedsMemory, surveyTooSlow } = preflightText.engine;
  const died = (end: CallEnd) => endFailure(end, { memory: surveyNeedsMemory, time: surveyTooSlow, died: surveyEnded });
  return valueOrThrow(await callOnce({ protocol: PROTOCOL, start, died }, 'survey', { value: REPORTS, deadlineMs: SURVEY_MS }));
}

/** The side of the process that measures. */
export function answerSurvey(channel: ParentChannel): void {
  answerCalls(channel, PROTOCOL, async () => success(await measureEngines()));
}
