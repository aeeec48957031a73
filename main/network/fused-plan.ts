// The order of work on an engine: a batch norm whose result only a ReLU reads is one step with it, since engines do both at once.

import { inputsOf, readings, type Architecture, type Layer } from './architecture.ts';

export interface Step {
  readonly layer: Layer;
  /** The batch norm's ReLU is done in the same step. */
  readonly relu: boolean;
  readonly inputs: readonly string[];
  /** The name under which the result is read later. */
  readonly output: string;
  /** Results that nothing reads after this step. */
  readonly spent: readonly string[];
}

export function fusedPlan(architecture: Architecture): Step[] {
  const reads = readings(architecture);
  const reluOf = new Map(architecture.layers.flatMap((layer) => (layer.kind === 'relu' ? [[layer.input, layer]] : [])));
  const absorbed = new Set<string>();
  const steps: Omit<Step, 'spent'>[] = [];
  for (const layer of architecture.layers) {
    if (absorbed.has(layer.name)) continue;
    const relu = layer.kind === 'batch-norm' && reads.get(layer.name) === 1 ? reluOf.get(layer.name) : undefined;
    if (relu !== undefined) absorbed.add(relu.name);
    steps.push({ layer, relu: relu !== undefined, inputs: inputsOf(layer), output: relu?.name ?? layer.name });
  }
  const kept = new Set(Object.values(architecture.outputs));
  return steps.map((step, index) => {
    const later = new Set(steps.slice(index + 1).flatMap((other) => other.inputs));
    return { ...step, spent: [...new Set(step.inputs)].filter((name) => !later.has(name) && !kept.has(name)) };
  });
}
