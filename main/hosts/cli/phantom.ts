// `osteograde phantom`: a synthetic cohort on disk.

import { valueOrThrow } from '../../domain/failure.ts';
import { writePhantoms } from '../../services/films/write-phantoms.ts';
import type { Say } from './terminal.ts';
import { stoppable } from './stop-signal.ts';

export interface PhantomChoices {
  readonly subjects: number;
  readonly visits: number;
  readonly seed: number;
  readonly out: string;
}

export async function phantom({ subjects, visits, seed, out }: PhantomChoices, say: Say): Promise<void> {
  const drawn = (done: number, total: number): void => say.progress(`Drawing radiographs ${done}/${total}`);
  const written = valueOrThrow(await writePhantoms({ folder: out, subjects, visits, seed }, drawn, stoppable()));
  say.line(`${written.radiographs} synthetic radiographs in ${written.folder}. They show no patient.`);
}
