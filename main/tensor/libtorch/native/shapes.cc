// Operations that move elements or only change the shape. They return views if ATen allows it, so nothing is copied.
#include "binding.h"

namespace osteograde {

namespace {

/// (x, shape)
napi_value reshape(Arguments& a) { return a.handle(a.tensor(0).reshape(a.integers(1))); }

/// (x, permutation)
napi_value transpose(Arguments& a) { return a.handle(a.tensor(0).permute(a.integers(1))); }

/// (x, begin, size)
napi_value slice(Arguments& a) {
  Tensor x = a.tensor(0);
  const Integers begin = a.integers(1), size = a.integers(2);
  for (size_t i = 0; i < begin.size(); i++) x = x.narrow(static_cast<int64_t>(i), begin[i], size[i]);
  return a.handle(x);
}

/// (tensors, axis)
napi_value concat(Arguments& a) { return a.handle(at::cat(a.tensors(0), a.integer(1))); }

/// (tensors, axis)
napi_value stack(Arguments& a) { return a.handle(at::stack(a.tensors(0), a.integer(1))); }

/// (x, repetitions)
napi_value tile(Arguments& a) { return a.handle(a.tensor(0).repeat(a.integers(1))); }

/// (x, axes)
napi_value reverse(Arguments& a) { return a.handle(a.tensor(0).flip(a.integers(1))); }

/// (x, [after, before] pairs from the last axis to the first, value)
napi_value pad(Arguments& a) { return a.handle(at::constant_pad_nd(a.tensor(0), a.integers(1), a.number(2))); }

/// (shape, value, element type)
napi_value fill(Arguments& a) {
  return a.handle(at::full(a.integers(0), a.number(1), at::TensorOptions(a.scalarType(size_t{2})).device(a.owner->device)));
}

/// (indices, depth, on, off, element type)
napi_value oneHot(Arguments& a) {
  const Tensor indices = a.tensor(0).to(at::kLong);
  const int64_t depth = a.integer(1);
  const Tensor classes = at::arange(depth, indices.options());
  const Tensor chosen = indices.unsqueeze(-1).eq(classes);
  const at::TensorOptions options = indices.options().dtype(a.scalarType(size_t{4}));
  return a.handle(at::where(chosen, at::full({}, a.number(2), options), at::full({}, a.number(3), options)));
}

/// (x, flat indices, axis). ATen refuses an index out of range.
napi_value gather(Arguments& a) {
  return a.handle(at::index_select(a.tensor(0), a.integer(2), a.tensor(1).reshape({-1}).to(at::kLong)));
}

/// (x, segment of each row, segments). Rows with a negative segment are dropped, as in tfjs.
napi_value segmentSum(Arguments& a) {
  const Tensor& x = a.tensor(0);
  const Tensor segment = a.tensor(1).to(at::kLong);
  Integers shape = x.sizes().vec();
  const int64_t segments = a.integer(2);
  shape[0] = segments + 1;
  const Tensor rows = at::where(segment.lt(0), at::full({}, segments, segment.options()), segment);
  return a.handle(at::zeros(shape, x.options()).index_add_(0, rows, x).narrow(0, 0, segments));
}

}  // namespace

Exports shapeExports() {
  return {{"reshape", call<reshape>}, {"transpose", call<transpose>}, {"slice", call<slice>},   {"concat", call<concat>},
          {"stack", call<stack>},     {"tile", call<tile>},           {"reverse", call<reverse>}, {"pad", call<pad>},
          {"fill", call<fill>},       {"oneHot", call<oneHot>},       {"gather", call<gather>},
          {"segmentSum", call<segmentSum>}};
}

}  // namespace osteograde
