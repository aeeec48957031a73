// The cards of the models that ship: every heading is filled, and what is missing says why.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { TRIAL_NAMES } from '../../../main/domain/training/evidence-trials.ts';
import { STATEMENT_FIELDS } from '../../../main/inference/card-statement.ts';
import { parseModelCard } from '../../../main/inference/model-card.ts';

const folder = join(import.meta.dirname, '../../../resources/models');
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

it('are three', () => {
  expect(names).toHaveLength(3);
});

describe.each(names)('the card %s', (name) => {
  const card = valueOrThrow(parseModelCard(readFileSync(join(folder, name), 'utf8'), name));

  it('states every heading in a sentence', () => {
    for (const field of STATEMENT_FIELDS)
      expect([field, card.statement?.[field]]).toEqual([field, expect.stringMatching(/\w+ \w+.*\./)]);
    expect(card.training.data).toMatch(/\w/);
    expect(card.limits).toContain('not for diagnosis');
  });

  it('has figures for each grade that its answer can have', () => {
    for (const grade of card.system === 3 ? [0, 1, 2, 3, 4] : [0, 1, 2, 3])
      expect(card.figures.filter(({ name: figure }) => figure.startsWith(`recall of grade ${grade}`)).length).toBeGreaterThan(0);
  });

  it('has the outcome of each trial, or why it was not run', () => {
    expect(card.evidence?.trials.map(({ trial }) => trial)).toEqual(TRIAL_NAMES);
  });

  it('knows how familiar a picture is, or warns that it does not', () => {
    const measured = 'familiarity' in card && card.familiarity !== undefined && card.familiarity.threshold > 0;
    const said = card.statement?.warnings.includes('familiarity is not measured') === true;
    expect(measured).toBe(!said);
  });
});

it('a card with an empty heading is refused', () => {
  const [name = ''] = names;
  const card = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const emptied = { ...card, statement: { ...card.statement, fairness: ' ' } };
  expect(parseModelCard(JSON.stringify(emptied), name)).toMatchObject({ ok: false, failure: { code: 'model-malformed' } });
});
