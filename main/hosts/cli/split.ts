// `osteograde split`: splits the subjects of a study into training, validation and test.

import { resolve } from 'node:path';
import { SplitRecipeSchema } from '../../domain/study/split.ts';
import { splitStudyFolder } from '../../services/study/split-procedures.ts';
import { buildEnvironment } from '../build-environment.ts';
import type { Terminal } from './terminal.ts';
import { outputText } from '../text/output.ts';

export interface SplitChoices {
  readonly preset: string;
  readonly seed: number;
  readonly stratify: string;
  readonly keep?: string;
  readonly name?: string;
  readonly json?: boolean;
}

/** Builds the split, saves it and makes it the split in use. Throws a `FailureError`. */
export async function split(study: string, choices: SplitChoices, terminal: Terminal): Promise<void> {
  const { preset, seed, stratify, keep = null } = choices;
  const recipe = SplitRecipeSchema.parse({ preset, seed, stratify, keep });
  const name = choices.name ?? `${preset} seed ${seed}`;
  const built = await splitStudyFolder(resolve(study), { name, recipe }, buildEnvironment({ host: 'cli' }));
  if (choices.json === true) {
    terminal.json({ name, recipe, ...built }, 2);
    return;
  }
  const lines = [...built.strata, { stratum: outputText.split.allSubjects, subjects: built.subjects }];
  for (const { stratum, subjects } of lines) {
    terminal.line(outputText.split.parts(stratum, subjects));
  }
  if (built.kept > 0) terminal.line(outputText.split.kept(built.kept));
  terminal.line(outputText.split.inUse(name));
}
