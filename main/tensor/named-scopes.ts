// The named tidies around an operation. Networks name theirs after their layers, so they tell where an operation runs.

import * as tf from '@tensorflow/tfjs';

/** Scopes that tfjs and our gradients name themselves. tfjs' operations end in `__op`. */
const TFJS_SCOPES = new Set(['unnamed scope', 'forward', 'backward', 'gradient', 'loss']);

/** The names from the outermost to the innermost, joined with slashes. Empty without names. */
export function namedScopes(): string {
  return tf
    .engine()
    .state.scopeStack.map((scope) => scope.name)
    .filter((name) => !TFJS_SCOPES.has(name) && !name.endsWith('__op'))
    .join('/');
}
