// Selects the widest loops that this processor supports.
#include "loops.h"

namespace osteograde {

const Loops& loops() {
#ifdef OSTEOGRADE_X86
  static const Loops& chosen = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                                       __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")
                                   ? loopsAvx512()
                               : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? loopsAvx2()
                                                                                                 : loopsBaseline();
  return chosen;
#else
  return loopsBaseline();
#endif
}

}  // namespace osteograde
