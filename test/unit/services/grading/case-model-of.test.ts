// The footer of a case names the model that graded the joint, even if another model has the same bytes.

import { expect, it } from 'vitest';
import { readModelFiles } from '../../../../main/inference/model-files.ts';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { caseModelOf } from '../../../../main/services/grading/case-model-of.ts';

const { card } = valueOrThrow(await readModelFiles('resources/models/masked-resnet18-phantom.onnx'));
const named = (name: string, limits: string) => {
  const { version, description, sha256 } = card;
  return { path: `${name}.onnx`, name, version, description, limits, sha256, card };
};
const first = named('first', 'Limits of the first.');
const copy = named('copy', 'Limits of the copy.');

it('finds the model by its name and its bytes', () => {
  const found = caseModelOf({ used: copy, installed: [first, copy], next: first });
  expect(found).toMatchObject({ name: 'copy', limits: 'Limits of the copy.' });
});

it('says that a model is no longer installed, rather than name another with its bytes', () => {
  const found = caseModelOf({ used: copy, installed: [first], next: first });
  expect(found).toMatchObject({ name: 'copy', limits: expect.stringContaining('no longer installed') });
});

it('names the model that would grade a joint without a grading', () => {
  expect(caseModelOf({ used: undefined, installed: [first], next: first })).toMatchObject({ name: 'first' });
  expect(caseModelOf({ used: undefined, installed: [], next: null })).toBeNull();
});
