// Where in the program an operation runs, as told by the named tidies around it: networks name theirs after their layers.

import * as tf from '@tensorflow/tfjs';

/** Scopes that tfjs, and our gradients, name by themselves; tfjs' operations end in `__op`. */
const TFJS_SCOPES = new Set(['unnamed scope', 'forward', 'backward', 'gradient', 'loss']);

/** The names, outermost first, with slashes between; empty where there are none. */
export function namedScopes(): string {
  return tf
    .engine()
    .state.scopeStack.map((scope) => scope.name)
    .filter((name) => !TFJS_SCOPES.has(name) && !name.endsWith('__op'))
    .join('/');
}
