import { expect, it } from 'vitest';
import { guessMeaning, mappingText, type Meaning } from '../../../../../renderer/library/import/label-mapping-text.ts';

it.each<[string, Meaning]>([
  ['patient_id', 'subject'],
  ['Visit', 'visit'],
  ['hip', 'side'],
  ['kl', 'kl'],
  ['joint_space_narrowing', 'joint-space-narrowing'],
  ['patient_name', 'other'],
  ['phone', 'other'],
  ['klinik', 'other'],
  ['birth_date', 'other'],
])('guesses that the column %s is: %s, and never that it should be kept', (column, meaning) => {
  expect(guessMeaning(column)).toBe(meaning);
});

it('keeps only the columns that the reader picked', () => {
  const meanings = new Map<string, Meaning>([
    ['who', 'subject'],
    ['side', 'side'],
    ['kl', 'kl'],
    ['patient_name', 'other'],
    ['age', 'keep'],
  ]);
  expect(JSON.parse(mappingText('table.csv', meanings) ?? '')).toMatchObject({ keep: ['age'] });
});
