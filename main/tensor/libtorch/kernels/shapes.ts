// tfjs' kernels that move elements or change their shape. Most return views and copy nothing.

import { backend_util as backendUtil, slice_util as sliceUtil, util } from '@tensorflow/tfjs';
import type { DataType, TensorInfo } from '@tensorflow/tfjs';
import type { LibtorchBackend } from '../backend.ts';
import { EXPAND } from '../../gradients.ts';
import { castTensor, elementCode, kernel, shapeOnly, shareData } from '../kernel.ts';
import type { KernelTable, Named } from '../kernel.ts';

/** The kernels, by tfjs name. */
export function shapeKernels(backend: LibtorchBackend): KernelTable {
  const { addon } = backend;
  const reshape = (x: TensorInfo, shape: number[]): TensorInfo =>
    backend.output(addon.reshape(backend.handleOf(x), shape), shape, x.dtype);
  const slice = (x: TensorInfo, begin: number[], size: number[]): TensorInfo =>
    backend.output(addon.slice(backend.handleOf(x), begin, size), size, x.dtype);
  const handles = (terms: readonly TensorInfo[]): number[] => terms.map((term) => backend.handleOf(term));
  return {
    Identity: kernel<Named<'x'>>(({ x }) => shareData(backend, x)),
    Cast: kernel<Named<'x'>, { dtype: DataType }>(({ x }, { dtype }) => castTensor(backend, x, dtype)),
    Reshape: kernel<Named<'x'>, { shape: number[] }>(({ x }, { shape }) =>
      reshape(x, util.inferFromImplicitShape(shape, util.sizeFromShape(x.shape))),
    ),
    [EXPAND]: kernel<Named<'x'>, { shape: number[] }>(({ x }, { shape }) =>
      backend.output(addon.expand(backend.handleOf(x), shape), shape, x.dtype),
    ),
    ExpandDims: kernel<Named<'input'>, { dim: number }>(({ input }, { dim }) => {
      const shape = [...input.shape];
      if (dim < -shape.length - 1 || dim > shape.length)
        throw new Error(`ExpandDims: axis ${dim} is not within [${-shape.length - 1}, ${shape.length}]`);
      shape.splice(dim < 0 ? shape.length + 1 + dim : dim, 0, 1);
      return reshape(input, shape);
    }),
    Transpose: kernel<Named<'x'>, { perm: number[] }>(({ x }, { perm }) =>
      backend.output(
        addon.transpose(backend.handleOf(x), perm),
        perm.map((axis) => x.shape[axis] ?? 1),
        x.dtype,
      ),
    ),
    Slice: kernel<Named<'x'>, { begin: number | number[]; size: number | number[] }>(({ x }, { begin, size }) => {
      const [start, extent] = sliceUtil.parseSliceParams(shapeOnly(x), begin, size);
      sliceUtil.assertParamsValid(shapeOnly(x), start ?? [], extent ?? []);
      return slice(x, start ?? [], extent ?? []);
    }),
    Concat: kernel<readonly TensorInfo[], { axis: number }>((inputs, { axis }) => {
      const all = Object.values(inputs);
      const first = all[0];
      if (first === undefined) throw new Error('Concat needs at least one tensor');
      const along = util.parseAxisParam(axis, first.shape)[0] ?? 0;
      const shape = backendUtil.computeOutShape(
        all.map((term) => term.shape),
        along,
      );
      const terms = all.filter((term) => util.sizeFromShape(term.shape) > 0);
      if (terms.length === 0) return backend.output(addon.fill(shape, 0, elementCode(first.dtype)), shape, first.dtype);
      backendUtil.assertParamsConsistent(
        all.map((term) => term.shape),
        along,
      );
      return backend.output(addon.concat(handles(terms), along), shape, first.dtype);
    }),
    Pack: kernel<readonly TensorInfo[], { axis: number }>((inputs, { axis }) => {
      const terms = Object.values(inputs);
      const first = terms[0];
      if (first === undefined) throw new Error('Pack needs at least one tensor');
      for (const term of terms) {
        util.assertShapesMatch(first.shape, term.shape, 'All tensors passed to stack must have matching shapes');
        util.assert(first.dtype === term.dtype, () => `stack needs tensors of one type, not ${first.dtype} and ${term.dtype}`);
      }
      const shape = [...first.shape];
      const along = axis < 0 ? shape.length + 1 + axis : axis;
      shape.splice(along, 0, terms.length);
      return backend.output(addon.stack(handles(terms), along), shape, first.dtype);
    }),
    Unpack: kernel<Named<'value'>, { axis: number }>(({ value }, { axis }) => {
      const along = axis < 0 ? axis + value.shape.length : axis;
      const shape = value.shape.filter((_, k) => k !== along);
      const size = value.shape.map((extent, k) => (k === along ? 1 : extent));
      return Array.from({ length: value.shape[along] ?? 0 }, (_, index) => {
        const piece = addon.slice(
          backend.handleOf(value),
          size.map((__, k) => (k === along ? index : 0)),
          size,
        );
        const result = backend.output(addon.reshape(piece, shape), shape, value.dtype);
        addon.release(piece);
        return result;
      });
    }),
    SplitV: kernel<Named<'x'>, { numOrSizeSplits: number | number[]; axis: number }>(({ x }, { numOrSizeSplits, axis }) => {
      const along = util.parseAxisParam(axis, x.shape)[0] ?? 0;
      const sizes = backendUtil.prepareSplitSize(x, numOrSizeSplits, along);
      const begin = x.shape.map(() => 0);
      return sizes.map((extent) => {
        const piece = slice(
          x,
          [...begin],
          x.shape.map((size, k) => (k === along ? extent : size)),
        );
        begin[along] = (begin[along] ?? 0) + extent;
        return piece;
      });
    }),
    Tile: kernel<Named<'x'>, { reps: number[] }>(({ x }, { reps }) =>
      backend.output(
        addon.tile(backend.handleOf(x), reps),
        x.shape.map((size, axis) => size * (reps[axis] ?? 1)),
        x.dtype,
      ),
    ),
    Reverse: kernel<Named<'x'>, { dims: number | number[] }>(({ x }, { dims }) =>
      x.shape.length === 0
        ? shareData(backend, x)
        : backend.output(addon.reverse(backend.handleOf(x), util.parseAxisParam(dims, x.shape)), x.shape, x.dtype),
    ),
    PadV2: kernel<Named<'x'>, { paddings: [number, number][]; constantValue: number }>(({ x }, { paddings, constantValue }) =>
      backend.output(
        addon.pad(backend.handleOf(x), paddings.toReversed().flat(), constantValue ?? 0),
        x.shape.map((size, axis) => size + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0)),
        x.dtype,
      ),
    ),
    Fill: kernel<object, { shape: number[]; value: number; dtype?: DataType }>((_, { shape, value, dtype }) => {
      const type = dtype ?? 'float32';
      return backend.output(addon.fill(shape, value, elementCode(type)), shape, type);
    }),
    OneHot: kernel<Named<'indices'>, { depth: number; onValue: number; offValue: number; dtype?: DataType }>(
      ({ indices }, { depth, onValue, offValue, dtype }) => {
        const type = dtype ?? 'float32';
        const handle = addon.oneHot(backend.handleOf(indices), depth, onValue, offValue, elementCode(type));
        return backend.output(handle, [...indices.shape, depth], type);
      },
    ),
    UnsortedSegmentSum: kernel<Named<'x' | 'segmentIds'>, { numSegments: number }>(({ x, segmentIds }, { numSegments }) =>
      backend.output(
        addon.segmentSum(backend.handleOf(x), backend.handleOf(segmentIds), numSegments),
        [numSegments, ...x.shape.slice(1)],
        x.dtype,
      ),
    ),
  };
}
