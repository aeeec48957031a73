// `osteograde phantom`: writes a synthetic cohort.

import { valueOrThrow } from '../../domain/failure.ts';
import { writePhantoms } from '../../services/films/write-phantoms.ts';
import type { Terminal } from './terminal.ts';
import { stopSignal } from './stop-signal.ts';
import { outputText } from '../text/output.ts';

export interface PhantomChoices {
  readonly subjects: number;
  readonly visits: number;
  readonly seed: number;
  readonly out: string;
}

export async function phantom({ subjects, visits, seed, out }: PhantomChoices, terminal: Terminal): Promise<void> {
  const progress = (done: number, total: number): void => terminal.progress(outputText.phantom.progress(done, total));
  const written = valueOrThrow(await writePhantoms({ folder: out, subjects, visits, seed }, progress, stopSignal()));
  terminal.line(outputText.phantom.written(written.radiographs, written.folder));
}
