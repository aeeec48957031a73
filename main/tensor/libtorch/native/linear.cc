// Matrix products and softmax, always in float32, so heads and losses keep their precision under bf16.
#include "binding.h"

namespace osteograde {

namespace {

Tensor wide(const Tensor& t) { return t.scalar_type() == at::kBFloat16 ? t.to(at::kFloat) : t; }

/// (a, b, transpose a, transpose b). Leading axes broadcast.
napi_value matrixProduct(Arguments& a) {
  Tensor left = wide(a.tensor(0)), right = wide(a.tensor(1));
  // CUDA has no products of integers. Doubles hold them exactly.
  const at::ScalarType type = left.scalar_type();
  if (left.is_cuda() && at::isIntegralType(type, /*includeBool=*/true)) {
    left = left.to(at::kDouble);
    right = right.to(at::kDouble);
  }
  if (a.flag(2)) left = left.transpose(-1, -2);
  if (a.flag(3)) right = right.transpose(-1, -2);
  if (left.dim() == 3 && left.size(0) == 1 && right.size(0) == 1)
    return a.handle(at::mm(left.squeeze(0), right.squeeze(0)).unsqueeze(0).to(type));
  return a.handle(at::matmul(left, right).to(type));
}

/// (logits) along the last axis
napi_value softmax(Arguments& a) { return a.handle(at::softmax(wide(a.tensor(0)), -1)); }

}  // namespace

Exports linearExports() { return {{"matrixProduct", call<matrixProduct>}, {"softmax", call<softmax>}}; }

}  // namespace osteograde
