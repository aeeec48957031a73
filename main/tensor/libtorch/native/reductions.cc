// Sums, means, extremes along axes, and running sums. bfloat16 is summed in float32 and the result stays float32.
#include "binding.h"

namespace osteograde {

namespace {

at::ScalarType summed(const Tensor& x) {
  if (x.scalar_type() == at::kBFloat16) return at::kFloat;
  return x.scalar_type() == at::kBool ? at::kInt : x.scalar_type();
}

/// Each takes (x, axes, keep dimensions). Without axes, nothing is reduced.
napi_value sum(Arguments& a) {
  const Tensor& x = a.tensor(0);
  const Integers axes = a.integers(1);
  if (axes.empty()) return a.handle(x.to(summed(x)));
  return a.handle(at::sum(x, at::IntArrayRef(axes), a.flag(2), summed(x)));
}

napi_value mean(Arguments& a) {
  const Tensor& x = a.tensor(0);
  const Integers axes = a.integers(1);
  if (axes.empty()) return a.handle(x.to(at::kFloat));
  return a.handle(at::mean(x, at::IntArrayRef(axes), a.flag(2), at::kFloat));
}

napi_value largest(Arguments& a) {
  const Integers axes = a.integers(1);
  return a.handle(axes.empty() ? a.tensor(0) : at::amax(a.tensor(0), axes, a.flag(2)));
}

napi_value smallest(Arguments& a) {
  const Integers axes = a.integers(1);
  return a.handle(axes.empty() ? a.tensor(0) : at::amin(a.tensor(0), axes, a.flag(2)));
}

napi_value product(Arguments& a) {
  Tensor x = a.tensor(0);
  x = x.to(summed(x));
  // Highest axis first, so that the lower ones keep their index.
  Integers axes = a.integers(1);
  std::sort(axes.rbegin(), axes.rend());
  for (const int64_t axis : axes) x = at::prod(x, axis, a.flag(2), x.scalar_type());
  return a.handle(x);
}

napi_value every(Arguments& a) {
  Tensor x = a.tensor(0);
  Integers axes = a.integers(1);
  std::sort(axes.rbegin(), axes.rend());
  for (const int64_t axis : axes) x = at::all(x, axis, a.flag(2));
  return a.handle(x);
}

napi_value some(Arguments& a) {
  Tensor x = a.tensor(0);
  Integers axes = a.integers(1);
  std::sort(axes.rbegin(), axes.rend());
  for (const int64_t axis : axes) x = at::any(x, axis, a.flag(2));
  return a.handle(x);
}

/// (x, axis)
Tensor ordered(const Tensor& x) { return x.scalar_type() == at::kBool ? x.to(at::kByte) : x; }
napi_value argMax(Arguments& a) { return a.handle(at::argmax(ordered(a.tensor(0)), a.integer(1), false).to(at::kInt)); }
napi_value argMin(Arguments& a) { return a.handle(at::argmin(ordered(a.tensor(0)), a.integer(1), false).to(at::kInt)); }

/// Accumulates along an axis, optionally from the end, optionally without the element itself.
Tensor running(const Tensor& input, int64_t axis, bool exclusive, bool reversed, bool product) {
  Tensor x = input.to(summed(input));
  if (reversed) x = x.flip({axis});
  Tensor result = product ? at::cumprod(x, axis, x.scalar_type()) : at::cumsum(x, axis, x.scalar_type());
  if (exclusive) {
    const Tensor start = at::full_like(x.narrow(axis, 0, 1), product ? 1 : 0);
    result = at::cat({start, result.narrow(axis, 0, x.size(axis) - 1)}, axis);
  }
  return reversed ? result.flip({axis}) : result;
}

/// (x, axis, exclusive, reversed)
napi_value cumulativeSum(Arguments& a) { return a.handle(running(a.tensor(0), a.integer(1), a.flag(2), a.flag(3), false)); }
napi_value cumulativeProduct(Arguments& a) { return a.handle(running(a.tensor(0), a.integer(1), a.flag(2), a.flag(3), true)); }

}  // namespace

Exports reductionExports() {
  return {{"sum", call<sum>},
          {"mean", call<mean>},
          {"largest", call<largest>},
          {"smallest", call<smallest>},
          {"product", call<product>},
          {"every", call<every>},
          {"some", call<some>},
          {"argMax", call<argMax>},
          {"argMin", call<argMin>},
          {"cumulativeSum", call<cumulativeSum>},
          {"cumulativeProduct", call<cumulativeProduct>}};
}

}  // namespace osteograde
