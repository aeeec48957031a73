// Heatmaps on trial on the command line: the table, the card, the exit code, and the warning that goes with every answer afterwards.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { osteograde } from '../fixtures/command-line.ts';
import { writeKneeFolders } from '../fixtures/knee-pictures.ts';
import { kneeRecipe, writeTinyKneeModel } from '../fixtures/tiny-knee-model.ts';

const home = mkdtempSync(join(tmpdir(), 'osteograde-cli-evidence-'));
const [data, card, recipe] = [join(home, 'knees'), join(home, 'models', 'knees.json'), join(home, 'short.json')];
beforeAll(async () => {
  await writeTinyKneeModel(join(home, 'models'));
  writeKneeFolders(data, ['train', 'val'], 2);
  writeFileSync(recipe, JSON.stringify({ ...kneeRecipe, name: 'short', stages: [{ ...kneeRecipe.stages[0], epochs: 1 }] }));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const trial = (...args: string[]) => osteograde(['evidence-test', 'knees', '--pictures', '10', ...args], { home });
const cardOf = (): { readonly evidence?: { readonly trials: readonly { readonly trial: string; readonly outcome: string }[] } } =>
  JSON.parse(readFileSync(card, 'utf8'));

describe('heatmaps on trial', { timeout: 300_000 }, () => {
  it('need one source of joints that fits the model', async () => {
    const [none, phantoms] = [await trial(), await trial('--phantoms')];
    expect([none.code, phantoms.code]).toEqual([1, 1]);
    expect(none.stderr).toContain('Name one source of joints');
    expect(phantoms.stderr).toContain('knees grades knees. Name the folder of class folders with --data.');
    expect(cardOf().evidence).toBeUndefined();
  });

  it('are tried with a recipe, which trains networks on shuffled labels and on a planted mark', { tags: ['slow'] }, async () => {
    const { code, stdout, stderr } = await trial('--data', data, '--recipe', recipe, '--threads', '1', '--json');
    const evidence = JSON.parse(stdout);
    expect(stderr).not.toContain('Error');
    expect(evidence.trials.map(({ trial: name }: { trial: string }) => name)).toEqual([
      'weight-randomisation',
      'repeatability',
      'erased-joint',
      'energy-in-outline',
      'label-permutation',
      'planted-shortcut',
    ]);
    expect(evidence.trials[3]).toEqual({
      trial: 'energy-in-outline',
      outcome: 'not-run',
      why: expect.stringContaining('outlines'),
    });
    expect(evidence.trials[4]).toMatchObject({ outcome: expect.stringMatching(/passed|failed/), threshold: 0.3 });
    const failures = evidence.trials.filter(({ outcome }: { outcome: string }) => outcome === 'failed');
    expect(code).toBe(failures.length > 0 ? 1 : 0);
    expect(cardOf().evidence?.trials).toEqual(evidence.trials);
  });

  it('are never shown unmarked after a failed trial', { tags: ['slow'] }, async () => {
    const content = cardOf();
    const failure = { trial: 'weight-randomisation', outcome: 'failed', value: 0.8, threshold: 0.3, maps: 10 };
    writeFileSync(card, JSON.stringify({ ...content, evidence: { trials: [failure], data: 'a test', seed: 1 } }));
    const file = join(data, 'val', '3', '9013000R.png');
    const [text, json] = [
      await osteograde(['predict', '--model', 'knees', file], { home }),
      await osteograde(['predict', '--model', 'knees', '--json', file], { home }),
    ];
    expect(text.stdout).toContain('Failed: weight randomisation (0.80, below 0.3 wanted)');
    expect(JSON.parse(json.stdout).model.evidence.trials).toEqual([failure]);
  });
});
