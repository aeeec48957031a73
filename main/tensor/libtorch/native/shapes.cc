// Operations that move elements or only change the shape. They return views if ATen allows it, so nothing is copied.
#include "binding.h"

namespace osteograde {

namespace {

/// (x, shape)
napi_value reshape(Arguments& a) { return a.handle(a.tensor(0).reshape(a.integers(1))); }

/// (x, shape that it has once axes of length 1 are repeated). A view: nothing is copied.
napi_value expand(Arguments& a) { return a.handle(a.tensor(0).expand(a.integers(1))); }

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

/// On the host, ATen refuses an index out of range. On a GPU, such an index would end all work there, so it is looked for first.
void checkRange(const Tensor& indices, int64_t count) {
  if (!indices.is_cuda() || indices.numel() == 0) return;
  if (at::logical_or(indices.lt(0), indices.ge(count)).any().item<bool>())
    throw std::runtime_error("an index is out of range; it must be from 0 to " + std::to_string(count - 1));
}

/// (x, flat indices, axis)
napi_value gather(Arguments& a) {
  const Tensor indices = a.tensor(1).reshape({-1}).to(at::kLong);
  checkRange(indices, a.tensor(0).size(a.integer(2)));
  return a.handle(at::index_select(a.tensor(0), a.integer(2), indices));
}

/// (x, segment of each row, segments). Rows with a negative segment are dropped, as in tfjs.
napi_value segmentSum(Arguments& a) {
  const Tensor& x = a.tensor(0);
  const Tensor segment = a.tensor(1).to(at::kLong);
  Integers shape = x.sizes().vec();
  const int64_t segments = a.integer(2);
  shape[0] = segments + 1;
  const Tensor rows = at::where(segment.lt(0), at::full({}, segments, segment.options()), segment);
  checkRange(rows, segments + 1);
  return a.handle(at::zeros(shape, x.options()).index_add_(0, rows, x).narrow(0, 0, segments));
}

}  // namespace

Exports shapeExports() {
  return {{"reshape", call<reshape>}, {"expand", call<expand>}, {"transpose", call<transpose>}, {"slice", call<slice>},   {"concat", call<concat>},
          {"stack", call<stack>},     {"tile", call<tile>},           {"reverse", call<reverse>}, {"pad", call<pad>},
          {"fill", call<fill>},       {"oneHot", call<oneHot>},       {"gather", call<gather>},
          {"segmentSum", call<segmentSum>}};
}

}  // namespace osteograde
