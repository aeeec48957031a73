// tfjs keeps every activation and every upstream gradient until the whole backward pass is over. This replaces the method of its
// engine (tfjs-core is pinned for that) by one that frees each as soon as it was used for the last time: a third less memory, and less
// time, because freed pages are used again while they are warm in the cache. Results are the same.

import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import { namedScopes } from './named-scopes.ts';

const PINNED_VERSION = '4.22.0';

interface TapeNode {
  readonly id: number;
  readonly kernelName: string;
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly outputs: readonly Tensor[];
  readonly saved: readonly Tensor[];
  /** The named tidies in which the step was taken: networks name theirs after their layers. */
  place?: string;
  readonly gradient?: (upstream: (Tensor | null)[]) => Readonly<Record<string, () => Tensor>>;
}

type Gradients = (
  f: () => Tensor,
  xs: Tensor[],
  dy?: Tensor,
  allowNone?: boolean,
) => { value: Tensor; grads: (Tensor | undefined)[] };

/** The methods of tfjs' engine that its types call private. */
interface EngineInside {
  readonly state: {
    activeTape: TapeNode[] | null;
    readonly gradientDepth: number;
    readonly activeScope: { name: string };
    readonly scopeStack: readonly { readonly name: string }[];
  };
  addTapeNode(...step: unknown[]): void;
  startTape(): void;
  endTape(): void;
  tidy<T>(name: string, body: () => T): T;
  gradients: Gradients & { readonly frees?: true };
}

/** Installs the replacement, once. Gradients of gradients still use tfjs' own method. Throws on any other version of tfjs. */
export function installEarlyRelease(): void {
  const installed: string = tf.version_core; // its type is the literal of the installed version
  if (installed !== PINNED_VERSION)
    throw new Error(
      `main/tensor/early-release.ts was written for tfjs ${PINNED_VERSION}, but tfjs ${installed} is installed. ` +
        `Install @tensorflow/tfjs@${PINNED_VERSION}, or check the file against the new version and change PINNED_VERSION.`,
    );
  const engine = tf.engine() as unknown as EngineInside;
  if (engine.gradients.frees === true) return;
  const original = engine.gradients.bind(engine);
  const gradients: Gradients = (f, xs, dy, allowNone = false) =>
    engine.state.gradientDepth > 0 ? original(f, xs, dy, allowNone) : freeingGradients(engine, f, xs, dy, allowNone);
  engine.gradients = Object.assign(gradients, { frees: true as const });
  const addTapeNode = engine.addTapeNode.bind(engine);
  engine.addTapeNode = (...step) => {
    addTapeNode(...step);
    const node = engine.state.activeTape?.at(-1);
    if (node !== undefined) node.place = namedScopes();
  };
}

function freeingGradients(
  engine: EngineInside,
  f: () => Tensor,
  xs: readonly Tensor[],
  dy: Tensor | undefined,
  allowNone: boolean,
): { value: Tensor; grads: (Tensor | undefined)[] } {
  if (xs.length === 0) throw new Error('gradients() received an empty list of xs.');
  // tfjs gives null for none.
  if ((dy?.dtype ?? 'float32') !== 'float32') throw new Error(`dy must be float32, and is ${dy?.dtype}.`);
  try {
    const value = forward(engine, f);
    const tape = engine.state.activeTape ?? [];
    const path = nodesBetween(tape, xs, value);
    if (!allowNone && path.length === 0)
      throw new Error('Cannot compute gradient of y=f(x) with respect to x: y does not depend on any x.');
    const onPath = new Set(path.map(({ node }) => node.id));
    for (const node of tape) if (!onPath.has(node.id)) release(node);
    const grads = engine.tidy('backward', () => backward(engine, path, xs, value, dy));
    return { value, grads };
  } finally {
    for (const node of engine.state.activeTape ?? []) release(node);
    engine.state.activeTape = null;
  }
}

function forward(engine: EngineInside, f: () => Tensor): Tensor {
  engine.startTape();
  try {
    return engine.tidy('forward', f);
  } finally {
    engine.endTape();
  }
}

interface Step {
  readonly node: TapeNode;
  /** Those inputs that depend on xs. */
  readonly inputs: readonly (readonly [string, Tensor])[];
}

/** The steps from xs to y, in the order they were taken. */
function nodesBetween(tape: readonly TapeNode[], xs: readonly Tensor[], y: Tensor): Step[] {
  const fromXs = new Set(xs.map((x) => x.id));
  for (const node of tape)
    if (Object.values(node.inputs).some((input) => fromXs.has(input.id)))
      for (const output of node.outputs) fromXs.add(output.id);
  const toY = new Set([y.id]);
  const reaching: TapeNode[] = [];
  for (const node of tape.toReversed()) {
    if (!node.outputs.some((output) => toY.has(output.id))) continue;
    for (const input of Object.values(node.inputs)) toY.add(input.id);
    reaching.push(node);
  }
  return reaching
    .toReversed()
    .map((node) => ({ node, inputs: Object.entries(node.inputs).filter(([, input]) => fromXs.has(input.id)) }))
    .filter(({ inputs }) => inputs.length > 0);
}

function backward(
  engine: EngineInside,
  path: readonly Step[],
  xs: readonly Tensor[],
  y: Tensor,
  dy: Tensor | undefined,
): (Tensor | undefined)[] {
  const scope = engine.state.activeScope;
  const gradients = new Gathered(dy);
  const wanted = new Set(xs.map((x) => x.id));
  gradients.put(y.id, dy ?? tf.ones(y.shape));
  for (const { node, inputs } of path.toReversed()) {
    if (node.gradient === undefined)
      throw new Error(`Cannot compute gradient: gradient function not found for ${node.kernelName}.`);
    // So that an error of the backward pass tells the layer too.
    scope.name = node.place === undefined || node.place === '' ? 'backward' : `gradient of ${node.place}`;
    const parts = node.gradient(node.outputs.map((output) => gradients.of(output.id) ?? null));
    for (const [name, input] of inputs) gradients.add(input.id, checked(engine, node, name, input, parts[name]));
    release(node);
    for (const output of node.outputs) if (!wanted.has(output.id)) gradients.drop(output.id);
  }
  return xs.map((x) => gradients.of(x.id));
}

function checked(engine: EngineInside, node: TapeNode, name: string, input: Tensor, part: (() => Tensor) | undefined): Tensor {
  if (part === undefined) throw new Error(`Cannot backprop through input ${name} of ${node.kernelName}.`);
  const gradient = engine.tidy('gradient', part);
  if (gradient.dtype !== 'float32')
    throw new Error(`The gradient of input ${name} of ${node.kernelName} is ${gradient.dtype}, not float32.`);
  if (!tf.util.arraysEqual(gradient.shape, input.shape))
    throw new Error(
      `The gradient of input ${name} of ${node.kernelName} has shape [${gradient.shape.join(', ')}], not [${input.shape.join(', ')}].`,
    );
  return gradient;
}

function release(node: TapeNode): void {
  for (const tensor of node.saved) tensor.dispose();
}

/** Upstream gradients by the tensor they belong to. One gradient may belong to several (both terms of a sum), and lives as long. */
class Gathered {
  readonly #byTensor = new Map<number, Tensor>();
  readonly #owners = new Map<number, number>();
  /** The caller's, never disposed of here. */
  readonly #given: Tensor | undefined;

  constructor(given: Tensor | undefined) {
    this.#given = given;
  }

  of(id: number): Tensor | undefined {
    return this.#byTensor.get(id);
  }

  put(id: number, gradient: Tensor): void {
    this.#byTensor.set(id, gradient);
    this.#owners.set(gradient.id, (this.#owners.get(gradient.id) ?? 0) + 1);
  }

  add(id: number, gradient: Tensor): void {
    const before = this.of(id);
    if (before === undefined) {
      this.put(id, gradient);
      return;
    }
    const sum = tf.add(before, gradient);
    this.drop(id);
    this.put(id, sum);
    if (!this.#owners.get(gradient.id) && gradient !== this.#given) gradient.dispose();
  }

  drop(id: number): void {
    const gradient = this.of(id);
    if (gradient === undefined) return;
    this.#byTensor.delete(id);
    const owners = (this.#owners.get(gradient.id) ?? 1) - 1;
    this.#owners.set(gradient.id, owners);
    if (owners === 0 && gradient !== this.#given) gradient.dispose();
  }
}
