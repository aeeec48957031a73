// Values that the PyTorch side of the fixtures computes in the same way (test/fixtures/network/make-forward.py), so none are stored.

import type { Architecture } from '../../../main/network/architecture.ts';
import { elements, parameterSpecs, type Parameter, type Weights } from '../../../main/network/parameters.ts';

/** Uniform in [0, 1). Depends only on the name and the index. */
export function hashedUniform(name: string, count: number): Float64Array {
  let seed = 2166136261;
  for (const byte of new TextEncoder().encode(name)) seed = Math.imul(seed ^ byte, 16777619);
  const values = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    let x = (Math.imul(index, 0x9e3779b1) + seed) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    values[index] = ((x ^ (x >>> 16)) >>> 0) / 4294967296;
  }
  return values;
}

/** Caches drawn tensors, because a test file uses the same ones several times. */
const drawn = new Map<string, Parameter>();

/** Weights as after some training: no batch norm is the identity. */
export function hashedWeights(architecture: Architecture): Weights {
  return new Map(parameterSpecs(architecture).map(({ name, shape }) => [name, hashedParameter(name, shape)]));
}

function hashedParameter(name: string, shape: readonly number[]): Parameter {
  const key = `${name} ${shape.join(' ')}`;
  const before = drawn.get(key);
  if (before !== undefined) return before;
  const [scale, offset] = scaleAndOffset(name, shape);
  const data = Float32Array.from(hashedUniform(name, elements(shape)), (value) => scale(value) + offset);
  drawn.set(key, { shape, data });
  return { shape, data };
}

function scaleAndOffset(name: string, shape: readonly number[]): [(uniform: number) => number, number] {
  if (name.endsWith('running_var')) return [(u) => u, 0.5];
  if (name.endsWith('running_mean')) return [(u) => 0.4 * (u - 0.5), 0];
  if (shape.length === 1 && name.endsWith('weight')) return [(u) => 0.5 * u, 0.75];
  if (name.endsWith('bias')) return [(u) => 0.4 * (u - 0.5), 0];
  const fanIn = name.includes('local') ? shape[1] : elements(shape.slice(1));
  return [(u) => (2 * u - 1) * Math.sqrt(6 / fanIn), 0];
}
