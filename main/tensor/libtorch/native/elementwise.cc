// Elementwise operations with broadcasting. bfloat16 stays bfloat16 if the operation is exact or harmless, and is widened to
// float32 if the result would lose digits (division, powers, exponentials, logarithms).
#include "binding.h"

#include <cmath>

namespace osteograde {

namespace {

Tensor wide(const Tensor& t) { return t.scalar_type() == at::kBFloat16 ? t.to(at::kFloat) : t; }
bool integral(const Tensor& t) { return at::isIntegralType(t.scalar_type(), /*includeBool=*/true); }

Tensor floating(const Tensor& t) { return integral(t) ? t.to(at::kFloat) : wide(t); }

Tensor power(const Tensor& base, const Tensor& exponent) {
  if (integral(base) && integral(exponent)) return at::pow(base.to(at::kDouble), exponent.to(at::kDouble)).to(at::kInt);
  return at::pow(wide(base), wide(exponent));
}

/// Gradient of ReLU from its output: passes where the output is positive.
Tensor reluGradient(const Tensor& dy, const Tensor& y) {
  return at::threshold_backward(dy.scalar_type() == y.scalar_type() ? dy : dy.to(y.scalar_type()), y, 0);
}
/// Passes where 0 < x <= 6, as in tfjs. ATen's version blocks at its upper bound, so the bound is the next number after 6.
Tensor relu6Gradient(const Tensor& dy, const Tensor& x) { return at::hardtanh_backward(wide(dy), wide(x), 0, std::nextafter(6.0f, 7.0f)); }
Tensor eluGradient(const Tensor& dy, const Tensor& y) { return wide(dy) * at::where(y.ge(0), at::ones({}, wide(y).options()), wide(y) + 1); }

/// `t` on the device of `other`. ATen's logical operations on CUDA take no scalars of the host.
Tensor beside(const Tensor& other, const Tensor& t) { return t.dim() == 0 && t.is_cpu() && !other.is_cpu() ? onDevice(t, other.device()) : t; }

#define UNARY(name, expression) \
  napi_value name(Arguments& a) { const Tensor& x = a.tensor(0); return a.handle(expression); }
#define BINARY(name, expression) \
  napi_value name(Arguments& arguments) { const Tensor &a = arguments.tensor(0), &b = arguments.tensor(1); return arguments.handle(expression); }

/// A bias of float32 takes the type of the bfloat16 maps that it is added to, as under PyTorch's autocast. Otherwise the sum is float32.
Tensor total(const Tensor& a, const Tensor& b) {
  const auto isBias = [](const Tensor& bias, const Tensor& maps) {
    return maps.scalar_type() == at::kBFloat16 && bias.scalar_type() == at::kFloat && bias.dim() == 1 && maps.dim() == 4;
  };
  return at::add(isBias(a, b) ? a.to(at::kBFloat16) : a, isBias(b, a) ? b.to(at::kBFloat16) : b);
}
BINARY(add, total(a, b))
BINARY(subtract, at::sub(a, b))
BINARY(multiply, at::mul(a, b))
BINARY(divide, at::div(wide(a), wide(b)))
BINARY(floorDivide, at::div(wide(a), wide(b), "floor"))
BINARY(floorModulo, at::remainder(wide(a), wide(b)))
BINARY(maximum, at::maximum(a, b))
BINARY(minimum, at::minimum(a, b))
BINARY(pow, power(a, b))
BINARY(squaredDifference, at::square(at::sub(wide(a), wide(b))))
BINARY(atan2, at::atan2(wide(a), wide(b)))
BINARY(greater, at::gt(a, b))
BINARY(greaterEqual, at::ge(a, b))
BINARY(less, at::lt(a, b))
BINARY(lessEqual, at::le(a, b))
BINARY(equal, at::eq(a, b))
BINARY(notEqual, at::ne(a, b))
BINARY(logicalAnd, at::logical_and(beside(b, a), beside(a, b)))
BINARY(logicalOr, at::logical_or(beside(b, a), beside(a, b)))
BINARY(prelu, at::where(a.ge(0), a, at::mul(a, b)))
BINARY(reluGrad, reluGradient(a, b))
BINARY(relu6Grad, relu6Gradient(a, b))
BINARY(eluGrad, eluGradient(a, b))

UNARY(relu, at::relu(x))
UNARY(relu6, at::clamp(x, 0, 6))
UNARY(negate, at::neg(x))
UNARY(abs, at::abs(x))
UNARY(sign, at::sign(x))
UNARY(square, at::square(wide(x)))
UNARY(sqrt, at::sqrt(wide(x)))
UNARY(rsqrt, at::rsqrt(wide(x)))
UNARY(reciprocal, at::reciprocal(wide(x)))
UNARY(exp, at::exp(wide(x)))
UNARY(expm1, at::expm1(wide(x)))
UNARY(log, at::log(wide(x)))
UNARY(log1p, at::log1p(wide(x)))
UNARY(sigmoid, at::sigmoid(wide(x)))
UNARY(tanh, at::tanh(wide(x)))
UNARY(sin, at::sin(wide(x)))
UNARY(cos, at::cos(wide(x)))
UNARY(erf, at::erf(wide(x)))
UNARY(elu, at::elu(wide(x)))
UNARY(selu, at::selu(wide(x)))
UNARY(softplus, at::softplus(wide(x)))
UNARY(floor, at::floor(x))
UNARY(ceil, at::ceil(x))
UNARY(round, at::round(x))
UNARY(zerosLike, at::zeros_like(x))
UNARY(onesLike, at::ones_like(x))
UNARY(logicalNot, at::logical_not(x))
UNARY(isNan, at::isnan(x))
UNARY(isInf, at::isinf(x))
UNARY(isFinite, at::isfinite(x))

#undef UNARY
#undef BINARY

/// (x, alpha) -> 1 where x is positive, otherwise alpha. NaN stays NaN.
napi_value step(Arguments& a) {
  const Tensor x = wide(a.tensor(0));
  const Tensor stepped = at::where(x.gt(0), at::ones({}, x.options()), at::full({}, a.number(1), x.options()));
  return a.handle(integral(x) ? stepped : at::where(x.isnan(), x, stepped));
}

/// (x, low, high)
napi_value clip(Arguments& a) { return a.handle(at::clamp(a.tensor(0), a.number(1), a.number(2))); }

/// (x, alpha)
napi_value leakyRelu(Arguments& a) { return a.handle(at::leaky_relu(floating(a.tensor(0)), a.number(1))); }

/// (condition, then, otherwise)
napi_value select(Arguments& a) {
  Tensor then = a.tensor(1), otherwise = a.tensor(2);
  if (then.scalar_type() != otherwise.scalar_type()) {
    then = wide(then);
    otherwise = wide(otherwise);
  }
  return a.handle(at::where(a.tensor(0), then, otherwise));
}

/// (x, element type). bool means "is not zero", as in tfjs.
napi_value cast(Arguments& a) {
  const Tensor& x = a.tensor(0);
  const at::ScalarType type = a.scalarType(size_t{1});
  return a.handle(type == at::kBool ? x.ne(0) : x.to(type));
}

/// (tensors) -> their sum
napi_value addAll(Arguments& a) {
  const std::vector<Tensor> terms = a.tensors(0);
  Tensor sum = terms.at(0);
  for (size_t i = 1; i < terms.size(); i++) sum = at::add(sum, terms[i]);
  return a.handle(sum);
}

/// (x) -> true if every element is finite
napi_value allFinite(Arguments& a) {
  const Tensor& x = a.tensor(0);
  return a.amount(integral(x) || at::isfinite(x).all().item<bool>() ? 1 : 0);
}

}  // namespace

#define EXPORT(name) {#name, call<name>}
Exports elementwiseExports() {
  return {EXPORT(add), EXPORT(subtract), EXPORT(multiply), EXPORT(divide), EXPORT(floorDivide), EXPORT(floorModulo),
          EXPORT(maximum), EXPORT(minimum), EXPORT(pow), EXPORT(squaredDifference), EXPORT(atan2), EXPORT(greater),
          EXPORT(greaterEqual), EXPORT(less), EXPORT(lessEqual), EXPORT(equal), EXPORT(notEqual), EXPORT(logicalAnd),
          EXPORT(logicalOr), EXPORT(prelu), EXPORT(reluGrad), EXPORT(relu6Grad), EXPORT(eluGrad), EXPORT(relu),
          EXPORT(relu6), EXPORT(negate), EXPORT(abs), EXPORT(sign), EXPORT(square), EXPORT(sqrt), EXPORT(rsqrt),
          EXPORT(reciprocal), EXPORT(exp), EXPORT(expm1), EXPORT(log), EXPORT(log1p), EXPORT(sigmoid), EXPORT(tanh),
          EXPORT(sin), EXPORT(cos), EXPORT(erf), EXPORT(elu), EXPORT(selu), EXPORT(softplus), EXPORT(floor),
          EXPORT(ceil), EXPORT(round), EXPORT(zerosLike), EXPORT(onesLike), EXPORT(logicalNot), EXPORT(isNan),
          EXPORT(isInf), EXPORT(isFinite), EXPORT(step), EXPORT(clip), EXPORT(leakyRelu), EXPORT(select),
          EXPORT(cast), EXPORT(addAll), EXPORT(allFinite)};
}
#undef EXPORT

}  // namespace osteograde
