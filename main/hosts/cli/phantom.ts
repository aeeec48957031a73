// `osteograde phantom`: writes a synthetic cohort.

import { valueOrThrow } from '../../domain/failure.ts';
import { writePhantoms } from '../../services/films/write-phantoms.ts';
import type { Terminal } from './terminal.ts';
import { stopSignal } from './stop-signal.ts';

export interface PhantomChoices {
  readonly subjects: number;
  readonly visits: number;
  readonly seed: number;
  readonly out: string;
}

export async function phantom({ subjects, visits, seed, out }: PhantomChoices, terminal: Terminal): Promise<void> {
  const progress = (done: number, total: number): void => terminal.progress(`Drawing radiographs ${done}/${total}`);
  const written = valueOrThrow(await writePhantoms({ folder: out, subjects, visits, seed }, progress, stopSignal()));
  terminal.line(`${written.radiographs} synthetic radiographs in ${written.folder}. They do not show a patient.`);
}
