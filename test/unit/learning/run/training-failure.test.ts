// What ends a training run from below is told in words; a bug is not dressed up as one of them.

import { expect, it } from 'vitest';
import { failed, FailureError } from '../../../../main/domain/failure.ts';
import { trainingFailure } from '../../../../main/learning/run/training-failure.ts';

const withCode = (code: string) => Object.assign(new Error('from below'), { code });

it.each([
  ['OUT_OF_MEMORY', 'out-of-memory', 'smaller batch'],
  ['ENOSPC', 'disk-full', 'Make room'],
  ['EROFS', 'folder-not-writable', 'Choose another'],
])('%s becomes %s and says what to do', (code, expected, remedy) => {
  const failure = trainingFailure(withCode(code), '/runs/1');
  expect(failure.code).toBe(expected);
  expect(failure.message).toContain(remedy);
  expect(failure.message).toContain('/runs/1');
});

it('a failure passes through, and a bug is thrown on', () => {
  const { failure } = failed('landmarks-count', 'Expected 160 points.');
  expect(trainingFailure(new FailureError(failure), '/runs/1')).toBe(failure);
  expect(() => trainingFailure(new TypeError('bug'), '/runs/1')).toThrow('bug');
});
