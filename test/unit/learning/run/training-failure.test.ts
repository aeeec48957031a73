// Errors of the engine and the disk become failures with a remedy. A bug stays an error.

import { expect, it } from 'vitest';
import { failed, FailureError } from '../../../../main/domain/failure.ts';
import { trainingFailure } from '../../../../main/learning/run/training-failure.ts';

const withCode = (code: string) => Object.assign(new Error('from the system'), { code });

it.each([
  ['OUT_OF_MEMORY', 'out-of-memory', 'smaller batch'],
  ['ENOSPC', 'disk-full', 'Free some space'],
  ['EROFS', 'folder-not-writable', 'Choose another'],
])('%s becomes %s with a remedy', (code, expected, remedy) => {
  const failure = trainingFailure(withCode(code), '/runs/1');
  expect(failure.code).toBe(expected);
  expect(failure.message).toContain(remedy);
  expect(failure.message).toContain('/runs/1');
});

it('a failure is returned as it is, and a bug is thrown again', () => {
  const { failure } = failed('landmarks-count', 'Expected 160 points.');
  expect(trainingFailure(new FailureError(failure), '/runs/1')).toBe(failure);
  expect(() => trainingFailure(new TypeError('bug'), '/runs/1')).toThrow('bug');
});
