// `osteograde locate`: prints where the femoral heads lie on films and pictures, as text or JSON, without grading them.

import { openInferenceHere } from '../../inference/inference.ts';
import { locatingNetworks } from '../../learning/grading/installed-models.ts';
import { locateFiles, type LocatedFilm } from '../../learning/grading/locate-files.ts';
import { printable } from '../../files/printable.ts';
import { buildEnvironment } from '../build-environment.ts';
import { outputText } from '../text/output.ts';
import { openClosingSummary } from './closing-summary.ts';
import { stopSignal } from './stop-signal.ts';
import type { Terminal } from './terminal.ts';

export interface LocateChoices {
  /** Another folder of locating networks than the program's. */
  readonly networks?: string;
  readonly json?: boolean;
  readonly saveProblems?: string;
}

/** True if every file was read. Files keep the names by which they were given, as other programs match by them. */
export async function locate(files: readonly string[], choices: LocateChoices, terminal: Terminal): Promise<boolean> {
  const environment = buildEnvironment({ host: 'cli' });
  const inference = openInferenceHere();
  const films: object[] = [];
  const summary = openClosingSummary(terminal, { quiet: choices.json === true });
  const signal = stopSignal();
  try {
    const finders = inference.finders(choices.networks ?? locatingNetworks(environment));
    for await (const location of locateFiles({ paths: files, startReader: environment.startReader }, finders)) {
      if (location.kind !== 'film') summary.problem(location.file, location.failure);
      else if (choices.json === true) films.push(jsonOf(location.film));
      else for (const line of linesOf(location.film)) terminal.line(line);
      if (signal.aborted) break;
    }
  } finally {
    await inference.close();
  }
  const { errors, leftOut } = summary;
  if (choices.json === true) terminal.json({ films, errors: [...errors, ...leftOut] }, 2);
  await summary.end(choices.saveProblems);
  return errors.length === 0 && !signal.aborted;
}

function jsonOf({ file, spacingMm, hips, refused }: LocatedFilm): object {
  return {
    file,
    spacingMm,
    hips,
    refused: refused.map(({ side, failure: { code, message } }) => ({ side, code, message })),
  };
}

function linesOf({ file, hips, refused }: LocatedFilm): string[] {
  return [
    printable(file),
    ...hips.map((hip) => `  ${outputText.locate.hip(hip)}`),
    ...refused.map(({ side, failure }) => `  ${outputText.locate.refused(side, failure.message)}`),
  ];
}
