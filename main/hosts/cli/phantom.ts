// `osteograde phantom`: writes a synthetic cohort.

import { valueOrThrow } from '../../domain/failure.ts';
import { PhantomVersionSchema, type PhantomVersion } from '../../domain/training/phantom-version.ts';
import { writePhantoms } from '../../services/films/write-phantoms.ts';
import type { Terminal } from './terminal.ts';
import { stopSignal } from './stop-signal.ts';
import { outputText } from '../text/output.ts';

export interface PhantomChoices {
  readonly subjects: number;
  readonly visits: number;
  readonly seed: number;
  readonly phantom: `${PhantomVersion}`;
  readonly readers?: boolean;
  readonly out: string;
}

export async function phantom({ out, phantom: version, ...choices }: PhantomChoices, terminal: Terminal): Promise<void> {
  const progress = (done: number, total: number): void => terminal.progress(outputText.phantom.progress(done, total));
  const cohort = { ...choices, folder: out, version: PhantomVersionSchema.parse(Number(version)) };
  const written = valueOrThrow(await writePhantoms(cohort, progress, stopSignal()));
  terminal.line(outputText.phantom.written(written.radiographs, written.folder));
}
