// From ATen tensors to what the loops take.
#pragma once
#include "layout.h"
#include "loops.h"

namespace osteograde {

inline Element elementOf(const Tensor& t) { return t.scalar_type() == at::kBFloat16 ? Element::kBfloat16 : Element::kFloat; }

/// The loops know float32 and bfloat16 on the host; anything else takes ATen's own way.
inline bool loopsApply(const Tensor& t) {
  return t.device().is_cpu() && (t.scalar_type() == at::kFloat || t.scalar_type() == at::kBFloat16);
}

}  // namespace osteograde
