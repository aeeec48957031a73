// Reads a file of weights in a process of its own before a training. The file comes from elsewhere, and a small one can be made to need
// gigabytes or hours.

import { z } from 'zod';
import { success, type Result } from '../../domain/failure.ts';
import { answerCalls } from '../../processes/answer-calls.ts';
import { endFailure, type CallEnd } from '../../processes/call-end.ts';
import type { CallProtocol } from '../../processes/call-messages.ts';
import { callOnce } from '../../processes/calls.ts';
import type { ParentChannel, ProcessChannel } from '../../processes/process-channel.ts';
import { architectureOf } from '../../training/recipe-architecture.ts';
import { recipeSchema, type Recipe } from '../../training/recipe.ts';
import { startingWeights } from '../run/starting-weights.ts';
import { preflightText } from '../text/preflight.ts';

const WeightsCallSchema = z.object({
  recipe: z.custom<Recipe>((recipe) => recipeSchema.safeParse(recipe).success, 'expected a recipe'),
  file: z.string(),
});

type WeightsCall = z.infer<typeof WeightsCallSchema>;

const PROTOCOL: CallProtocol<WeightsCall, never> = { call: WeightsCallSchema, event: z.never() };

/** The largest weights are read within seconds. */
const DEADLINE_MS = 60_000;

/** Fails if the file cannot be read or does not fit the recipe's network. */
export type WeightsReading = (recipe: Recipe, file: string) => Promise<Result<null>>;

/** Reads each file in a new process that `start` starts. */
export function readWeightsIn(start: () => ProcessChannel): WeightsReading {
  return (recipe, file) => {
    const { needsMemory, tooSlow, ended } = preflightText.weights;
    const died = (end: CallEnd) =>
      endFailure(end, {
        memory: (megabytes) => needsMemory(file, megabytes),
        time: (seconds) => tooSlow(file, seconds),
        died: (reason) => ended(file, reason),
      });
    return callOnce({ protocol: PROTOCOL, start, died }, { recipe, file }, { value: z.null(), deadlineMs: DEADLINE_MS });
  };
}

/** The side of the process that reads. */
export function answerWeightsReading(channel: ParentChannel): void {
  answerCalls(channel, PROTOCOL, async ({ recipe, file }) => {
    const read = await startingWeights(architectureOf(recipe), file, recipe.seed);
    return read.ok ? success(null) : read;
  });
}
