// Converts ATen tensors to what the loops accept.
#pragma once
#include "layout.h"
#include "loops.h"

namespace osteograde {

inline Element elementOf(const Tensor& t) { return t.scalar_type() == at::kBFloat16 ? Element::kBfloat16 : Element::kFloat; }

/// The loops support float32 and bfloat16 on the host. Anything else uses ATen.
inline bool loopsApply(const Tensor& t) {
  return t.device().is_cpu() && (t.scalar_type() == at::kFloat || t.scalar_type() == at::kBFloat16);
}

}  // namespace osteograde
