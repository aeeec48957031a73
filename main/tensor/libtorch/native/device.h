// Our CUDA kernels: compiled at run time with torch's NVRTC and launched through the driver, so that no CUDA toolkit is needed to build.
#pragma once
#include <initializer_list>

#include "binding.h"

namespace osteograde {

/// Makes a GPU the current device of this thread. Throws if there is no such GPU.
void useGpu(const at::Device& device);
/// True if our kernels take tensors like `t`: float32 or bfloat16 on a GPU for which the kernels were compiled.
bool kernelsApply(const Tensor& t);
/// Why our kernels do not run on this GPU, or empty. ATen's are used then.
std::string kernelProblem(const at::Device& device);

struct DeviceMemory {
  double live, peak, idle, free, total;  // bytes; live, peak and idle are 0 if this build cannot read torch's allocator
};
/// What torch's allocator holds on the GPU, and what the driver says of it.
DeviceMemory deviceMemory(const at::Device& device, bool resetPeak);
/// The driver's name of the GPU, or empty if it is not known.
std::string deviceName(const at::Device& device);
/// The most bytes that torch may take on the GPU, 0 for no limit. Works before the first tensor is there. Returns false if this build
/// cannot set a limit.
bool limitDeviceMemory(const at::Device& device, size_t bytes);

struct Grid {
  unsigned x, y, threadsX, threadsY, sharedBytes;
};

/// How the threads share maps of [rows, channels]. `end` is the end of the kernels' names.
struct MapGrid {
  int64_t rows, channels;
  int vector, tile;
  std::string end;
  Grid each, sums;  // for kernels that only map, and for those that sum over rows

  /// `maps` are all tensors of the shape of the first, contiguous; undefined ones are skipped.
  explicit MapGrid(std::initializer_list<const Tensor*> maps);
};

void launchKernel(const at::Device& device, const std::string& name, const Grid& grid, void** arguments);

/// Launches a kernel on the current stream. The types of the arguments must be the kernel's, pointers as void* or float*.
template <class... A>
void launch(const Tensor& like, const std::string& name, const Grid& grid, A... arguments) {
  void* list[] = {&arguments...};
  launchKernel(like.device(), name, grid, list);
}

/// Null for an undefined tensor.
inline void* place(const Tensor& t) { return t.defined() ? t.data_ptr() : nullptr; }
/// A grid for `count` independent threads.
Grid flatGrid(const at::Device& device, int64_t count);

}  // namespace osteograde
