// The side that prepares films: in a child process, or in this one.

import type { Inference } from '../../inference/inference.ts';
import { answerCalls } from '../../processes/answer-calls.ts';
import type { ParentChannel } from '../../processes/process-channel.ts';
import { FILM_PROTOCOL, type FilmPreparers } from './film-preparers.ts';
import { prepareForGrading } from './prepare-for-grading.ts';

/** Prepares one film after the other for the parent. `inference` opens the networks that find hips. */
export function answerFilmPreparers(channel: ParentChannel, { finders }: Pick<Inference, 'finders'>): void {
  answerCalls(channel, FILM_PROTOCOL, (order) => prepareForGrading(order, finders));
}

/** Prepares films in this process. */
export function filmPreparersHere({ finders }: Pick<Inference, 'finders'>): FilmPreparers {
  return { atOnce: 1, prepare: (order) => prepareForGrading(order, finders), close: async () => undefined };
}
