// Settings and state of the whole library: version, threads, device, precision, memory.
#ifdef _OPENMP
#include <omp.h>
#endif

#include <set>

#include "arena.h"
#include "binding.h"
#include "device.h"
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

/// Repeatable, and in the precision asked for: PyTorch's own defaults allow TF32 in convolutions and algorithms that add in any order.
void setUpCuda(bool tf32) {
  auto& context = at::globalContext();
  context.setBenchmarkCuDNN(false);
  context.setDeterministicCuDNN(true);
  context.setDeterministicAlgorithms(true, /*warn_only=*/true);
#if OSTEOGRADE_TORCH >= 202
  context.setDeterministicFillUninitializedMemory(false);
#endif
  context.setAllowTF32CuDNN(tf32);
  context.setAllowTF32CuBLAS(tf32);
}

/// (0 for the CPU, 1 for CUDA, 2 for ATen's meta device; index of the GPU; whether float32 may be computed as TF32)
napi_value device(Arguments& a) {
  const int64_t code = a.integer(0);
  if (code == 1) {
    const int64_t index = a.missing(1) ? 0 : a.integer(1);
    if (!at::hasCUDA()) throw std::runtime_error("this libtorch was built without CUDA, or no driver was found");
    if (index < 0 || index >= static_cast<int64_t>(at::getNumGPUs()))
      throw std::runtime_error("there is no GPU " + std::to_string(index) + "; this machine has " + std::to_string(at::getNumGPUs()));
    setUpCuda(a.flag(2));
    a.owner->device = at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(index));
    useGpu(a.owner->device);
    return nullptr;
  }
  a.owner->device = at::Device(code == 2 ? at::kMeta : at::kCPU);
  return nullptr;
}

/// () -> why our own kernels do not run on the GPU, or empty
napi_value kernelProblemOf(Arguments& a) { return a.text(kernelProblem(a.owner->device)); }

/// () -> [free, total] bytes of the GPU
napi_value gpuMemory(Arguments& a) {
  const DeviceMemory use = deviceMemory(a.owner->device, false);
  napi_value list;
  napi_create_array_with_length(a.env, 2, &list);
  napi_set_element(a.env, list, 0, a.amount(use.free));
  napi_set_element(a.env, list, 1, a.amount(use.total));
  return list;
}

/// () -> the name of the GPU, or empty
napi_value gpuName(Arguments& a) { return a.text(deviceName(a.owner->device)); }

/// () -> number of CUDA devices
napi_value cudaDevices(Arguments& a) { return a.amount(at::hasCUDA() ? static_cast<double>(at::getNumGPUs()) : 0); }

/// (true if convolutions compute in bfloat16 and activations stay bfloat16)
napi_value keepBfloat16(Arguments& a) {
  a.owner->keepsBfloat16 = a.flag(0);
  return nullptr;
}

/// (most bytes in use, 0 for no limit; most idle bytes; most bytes on the GPU, 0 for no limit) -> 0 if this build cannot limit the GPU, else 1.
/// From now on, host tensors are in the arena.
napi_value limitMemory(Arguments& a) {
  const bool onGpu = a.owner->device.is_cuda() && !a.missing(2);
  const bool limited = !onGpu || limitDeviceMemory(a.owner->device, static_cast<size_t>(a.number(2)));
  useArena();
  arena().limitLive(static_cast<size_t>(a.number(0)));
  arena().limitIdle(static_cast<size_t>(a.number(1)));
  return a.amount(limited ? 1 : 0);
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

/// (reset the peak) -> [live, peak, idle, tensors of this environment], on the device of the environment
napi_value memory(Arguments& a) {
  ArenaUse use = arena().use();
  if (!a.owner->device.is_cpu()) {
    const DeviceMemory seen = a.owner->device.is_cuda() ? deviceMemory(a.owner->device, a.flag(0)) : DeviceMemory{};
    const size_t held = seen.live > 0 ? static_cast<size_t>(seen.live) : heldOnDevice(*a.owner);
    use = {held, std::max(held, static_cast<size_t>(seen.peak)), static_cast<size_t>(seen.idle)};
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
          {"limitMemory", call<limitMemory>},   {"memory", call<memory>},
          {"kernelProblem", call<kernelProblemOf>}, {"gpuMemory", call<gpuMemory>},
          {"gpuName", call<gpuName>}};
}

}  // namespace osteograde
