// What is said beside an experiment's figures.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { expandExperiment, type Expanded } from '../../../main/experiment/expand.ts';
import { notesAfter, notesBefore } from '../../../main/experiment/notes.ts';
import { readExperiment, type Experiment } from '../../../main/experiment/spec.ts';

const presets = join(import.meta.dirname, '../../../resources/experiments');

async function preset(name: string): Promise<readonly [Experiment, Expanded]> {
  const experiment = valueOrThrow(await readExperiment(join(presets, `${name}.json`)));
  return [experiment, valueOrThrow(expandExperiment(experiment, null))];
}

const SAME_RADII =
  /^Radii of 5, 10 and 20 crop pixels all give the penalty of 22\.6: on a map of 7 x 7 cells, no smaller radius differs\./;
const TEST_PART = /test part of the study/;

describe('an experiment says', () => {
  it('that radii below half a cell are one setting, that it uses the test part, and that it starts unlike the paper', async () => {
    const notes = notesBefore(...(await preset('chen')), undefined);
    expect(notes).toEqual([
      'The networks start from random weights. The paper starts from ImageNet weights: name a file of them with --weights to do the same.',
      expect.stringMatching(SAME_RADII),
      expect.stringMatching(TEST_PART),
    ]);
  });

  it('from which file it starts, without a word on the paper if the paper did so', async () => {
    expect(notesBefore(...(await preset('von-schacky')), '/w.pth')).toEqual([
      'The networks start from the weights in /w.pth.',
      expect.stringMatching(TEST_PART),
    ]);
    expect(notesBefore(...(await preset('gorriz')), '/w.pth')).toEqual([
      'The networks start from the weights in /w.pth. The paper trains from scratch: leave out --weights to do the same.',
    ]);
    expect(notesBefore(...(await preset('gorriz')), undefined)).toEqual(['The networks start from random weights.']);
  });

  it('that its runs share a start, and nothing of a test part on phantoms', async () => {
    const [shared, ...others] = notesBefore(...(await preset('chen-small')), undefined);
    expect(shared).toBe('The networks start from the last weights of one run that is trained first.');
    expect(others).toEqual([expect.stringMatching(/^A radius of 20 crop pixels acts like one of /)]);
  });

  it('how the recipe says that its paper starts, if it repeats no paper', async () => {
    const experiment = { ...(await preset('gorriz'))[0], paper: undefined };
    const [start] = notesBefore(experiment, valueOrThrow(expandExperiment(experiment, null)), undefined);
    expect(start).toBe('The networks start from random weights.');
    const saying = { ...experiment, recipe: { ...experiment.recipe, start: 'weights' } };
    expect(notesBefore(saying, valueOrThrow(expandExperiment(saying, null)), undefined)[0]).toMatch(
      /random weights\. The paper starts from ImageNet weights/,
    );
  });

  it('in its report how the finished runs started, as far as their manifests tell', async () => {
    const finished = [true, false, false, null].map((fromWeights) => ({ fromWeights }));
    expect(notesAfter(...(await preset('von-schacky')), finished)).toEqual([
      'One run started from weights in a file.',
      '2 runs started from random weights. The paper starts from ImageNet weights: name a file of them with --weights to do the same.',
      expect.stringMatching(TEST_PART),
    ]);
  });
});
