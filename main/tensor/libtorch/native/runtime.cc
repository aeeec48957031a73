// Settings and state of the whole library: version, threads, device, precision, memory.
#ifdef _OPENMP
#include <omp.h>
#endif

#include <set>

#include "arena.h"
#include "binding.h"
#include "loops.h"

namespace osteograde {

namespace {

/// () -> "1.13.0", the version compiled against
napi_value version(Arguments& a) { return a.text(OSTEOGRADE_TORCH_VERSION); }

/// () -> the loops that this processor uses
napi_value instructionSet(Arguments& a) { return a.text(loops().name); }

/// (count?) -> count. ATen has a separate number of threads for each calling thread.
napi_value threads(Arguments& a) {
  if (!a.missing(0)) {
    const int count = static_cast<int>(a.integer(0));
    at::set_num_threads(count);
#ifdef _OPENMP
    omp_set_num_threads(count);  // a pip-installed torch has its own OpenMP, which does not see our setting
#endif
  }
  return a.amount(at::get_num_threads());
}

/// ("cpu" is 0, "cuda" is 1)
napi_value device(Arguments& a) {
  const bool cuda = a.integer(0) == 1;
  if (cuda && !at::hasCUDA()) throw std::runtime_error("this libtorch was built without CUDA, or no driver was found");
  a.owner->device = cuda ? at::Device(at::kCUDA, 0) : at::Device(at::kCPU);
  return nullptr;
}

/// () -> number of CUDA devices
napi_value cudaDevices(Arguments& a) { return a.amount(at::hasCUDA() ? static_cast<double>(at::getNumGPUs()) : 0); }

/// (true if convolutions compute in bfloat16 and activations stay bfloat16)
napi_value keepBfloat16(Arguments& a) {
  a.owner->keepsBfloat16 = a.flag(0);
  return nullptr;
}

/// (most bytes in use, 0 for no limit; most idle bytes). From now on, host tensors are in the arena.
napi_value limitMemory(Arguments& a) {
  useArena();
  arena().limitLive(static_cast<size_t>(a.number(0)));
  arena().limitIdle(static_cast<size_t>(a.number(1)));
  return nullptr;
}

/// Bytes on the device of this environment's tensors. Views count once.
size_t heldOnDevice(const Environment& owner) {
  std::set<const void*> seen;
  size_t bytes = 0;
  for (const Tensor& tensor : owner.tensors)
    if (tensor.defined() && !tensor.device().is_cpu() && seen.insert(tensor.storage().unsafeGetStorageImpl()).second)
      bytes += tensor.storage().nbytes();
  return bytes;
}

/// (reset the peak) -> [live, peak, idle, tensors of this environment]. For a device: its current bytes, because torch allocates there.
napi_value memory(Arguments& a) {
  ArenaUse use = arena().use();
  if (!a.owner->device.is_cpu()) {
    const size_t held = heldOnDevice(*a.owner);
    use = {held, held, 0};
  }
  if (a.flag(0)) arena().resetPeak();
  const double tensors = static_cast<double>(a.owner->tensors.size() - 1 - a.owner->vacant.size());
  napi_value list;
  napi_create_array_with_length(a.env, 4, &list);
  const double values[] = {static_cast<double>(use.live), static_cast<double>(use.peak), static_cast<double>(use.idle), tensors};
  for (uint32_t i = 0; i < 4; i++) napi_set_element(a.env, list, i, a.amount(values[i]));
  return list;
}

}  // namespace

Exports runtimeExports() {
  return {{"version", call<version>},           {"instructionSet", call<instructionSet>}, {"threads", call<threads>},
          {"device", call<device>},             {"cudaDevices", call<cudaDevices>},       {"keepBfloat16", call<keepBfloat16>},
          {"limitMemory", call<limitMemory>},   {"memory", call<memory>}};
}

}  // namespace osteograde
