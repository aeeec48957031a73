// Checks an ONNX file before a runtime opens it. A network that grades images is one plain list of operators in one file. It needs no
// loops, no functions and no data elsewhere, and a file that has any of these was not made for this program.
// Field numbers from https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.

import { networkText } from '../text.ts';
import { readFields } from './read-fields.ts';

/** Our largest network has fewer than 2000. */
const NODE_LIMIT = 20_000;

const text = networkText.graph;

/** What makes a file unfit. Thrown through the nested readers. */
class GraphRefused extends Error {}

/** Returns why a file is refused, or null. Takes linear time and constant memory. */
export function graphFault(onnx: Uint8Array): string | null {
  try {
    const nodes = { count: 0 };
    readFields(onnx, (field, content) => {
      if (field === 7) checkNodes(content, nodes);
      if (field === 20 || field === 25) throw new GraphRefused(text.functions);
    });
    return null;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error instanceof GraphRefused ? error.message : text.unreadable(error.message); // the wire reader throws on anything malformed
  }
}

function checkNodes(graph: Uint8Array, nodes: { count: number }): void {
  readFields(graph, (field, content) => {
    if (field === 5) checkTensor(content);
    if (field === 15) throw new GraphRefused(text.sparse);
    if (field !== 1) return;
    nodes.count += 1;
    if (nodes.count > NODE_LIMIT) throw new GraphRefused(text.tooManyNodes(NODE_LIMIT));
    readFields(content, (place, attribute) => {
      if (place === 5) checkAttribute(attribute);
    });
  });
}

function checkAttribute(attribute: Uint8Array): void {
  readFields(attribute, (field, content) => {
    if (field === 5 || field === 10) checkTensor(content);
    if (field === 6 || field === 11) throw new GraphRefused(text.controlFlow);
    if (field === 22 || field === 23) throw new GraphRefused(text.sparse);
  });
}

function checkTensor(tensor: Uint8Array): void {
  const refuse = (): never => {
    throw new GraphRefused(text.externalData);
  };
  readFields(
    tensor,
    (field) => {
      if (field === 13) refuse();
    },
    (field, value) => {
      if (field === 14 && value !== 0) refuse();
    },
  );
}
