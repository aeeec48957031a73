// The order of execution on an engine. Engines do a batch norm, a sum after it and a ReLU after that in one pass over memory, so these
// form one step wherever nothing else reads the results in between.

import { inputsOf, readings, type Architecture, type Layer } from './architecture.ts';
import type { Ending } from '../tensor/training-kernels.ts';

export interface Step {
  readonly layer: Layer;
  /** Ends in ReLU, or in ReLU6 if 6. Only batch norm does. */
  readonly relu: Ending;
  /** The second input of a batch norm is added before the ReLU. */
  readonly inputs: readonly string[];
  /** The name under which later steps read the result. */
  readonly output: string;
  /** Results that no later step reads. */
  readonly spent: readonly string[];
}

export function fusedPlan(architecture: Architecture): Step[] {
  const chains = fusedChains(architecture);
  const absorbed = new Set(chains.flatMap(({ chain }) => chain.slice(0, -1).map(({ name }) => name)));
  const ending = new Map(chains.map((each) => [each.output, each]));
  const steps = architecture.layers
    .filter(({ name }) => !absorbed.has(name))
    .map((layer): Omit<Step, 'spent'> => {
      return ending.get(layer.name) ?? { layer, relu: false, inputs: inputsOf(layer), output: layer.name };
    });
  const kept = new Set(Object.values(architecture.outputs));
  const lastRead = new Map(steps.flatMap(({ inputs }, index) => inputs.map((name) => [name, index] as const)));
  return steps.map(({ layer, relu, inputs, output }, index) => {
    const spent = [...new Set(inputs)].filter((name) => lastRead.get(name) === index && !kept.has(name));
    return { layer, relu, inputs, output, spent };
  });
}

interface FusedStep extends Omit<Step, 'spent'> {
  readonly chain: readonly Layer[];
}

/** Every batch norm that leads to a ReLU, directly or through one sum. It runs at the position of the ReLU. */
function fusedChains(architecture: Architecture): FusedStep[] {
  const reads = readings(architecture);
  const readers = Map.groupBy(
    architecture.layers.flatMap((layer) => inputsOf(layer).map((input) => ({ input, layer }))),
    ({ input }) => input,
  );
  const onlyReader = (name: string): Layer | undefined => (reads.get(name) === 1 ? readers.get(name)?.[0].layer : undefined);
  const summed = new Set<string>();
  return architecture.layers.flatMap((norm): FusedStep[] => {
    if (norm.kind !== 'batch-norm') return [];
    const next = onlyReader(norm.name);
    if (next?.kind === 'relu' || next?.kind === 'relu6') {
      const relu = next.kind === 'relu' ? true : 6;
      return [{ layer: norm, relu, inputs: [norm.input], output: next.name, chain: [norm, next] }];
    }
    if (next?.kind !== 'add' || summed.has(next.name)) return [];
    const last = onlyReader(next.name);
    if (last?.kind !== 'relu') return [];
    summed.add(next.name); // if two batch norms meet in a sum, only one of them absorbs it
    const residual = next.input === norm.name ? next.other : next.input;
    return [{ layer: norm, relu: true, inputs: [norm.input, residual], output: last.name, chain: [norm, next, last] }];
  });
}
