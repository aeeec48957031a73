// Compiles and launches our CUDA kernels, and reads and limits the memory of a GPU.
#include "device.h"

#include <c10/core/impl/VirtualGuardImpl.h>
#include <dlfcn.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "device-kernels.h"

// Since 2.9, torch's allocators can be read and set up without the headers of CUDA, which most machines lack.
#if OSTEOGRADE_TORCH >= 209
#include <c10/core/AllocatorConfig.h>
#include <c10/core/CachingDeviceAllocator.h>
#endif

namespace osteograde {

namespace {

/// The functions of the driver (cuda.h) and of NVRTC (nvrtc.h) that are used, loaded by name.
struct Driver {
  int (*getAttribute)(int*, int attribute, int device) = nullptr;
  int (*loadModule)(void** module, const void* image) = nullptr;
  int (*getFunction)(void** function, void* module, const char* name) = nullptr;
  int (*launch)(void* function, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned shared, void* stream, void** arguments,
                void** extra) = nullptr;
  int (*errorText)(int, const char**) = nullptr;
  int (*memoryInfo)(size_t* free, size_t* total) = nullptr;
  int (*initialise)(unsigned) = nullptr;
  int (*getDevice)(int* device, int index) = nullptr;
  int (*totalMemory)(size_t*, int device) = nullptr;
  int (*getName)(char* name, int length, int device) = nullptr;
  int (*createProgram)(void** program, const char* source, const char* name, int, const char* const*, const char* const*) = nullptr;
  int (*compileProgram)(void* program, int, const char* const* options) = nullptr;
  int (*cubinSize)(void* program, size_t*) = nullptr;
  int (*cubin)(void* program, char*) = nullptr;
  int (*logSize)(void* program, size_t*) = nullptr;
  int (*log)(void* program, char*) = nullptr;
  int (*destroyProgram)(void** program) = nullptr;
  std::string problem;

  Driver() {
    void* cuda = dlopen("libcuda.so.1", RTLD_NOW | RTLD_GLOBAL);
    if (cuda == nullptr) {
      problem = "the driver's libcuda.so.1 was not found";
      return;
    }
    find(cuda, "cuDeviceGetAttribute", getAttribute);
    find(cuda, "cuModuleLoadData", loadModule);
    find(cuda, "cuModuleGetFunction", getFunction);
    find(cuda, "cuLaunchKernel", launch);
    find(cuda, "cuGetErrorString", errorText);
    find(cuda, "cuMemGetInfo_v2", memoryInfo);
    find(cuda, "cuInit", initialise);
    find(cuda, "cuDeviceGet", getDevice);
    find(cuda, "cuDeviceTotalMem_v2", totalMemory);
    find(cuda, "cuDeviceGetName", getName);
    // torch's own stub knows where its NVRTC is. The others are for a torch that was built without the stub.
    void* nvrtc = nullptr;
    for (const char* name : {"libcaffe2_nvrtc.so", "libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so.11.2", "libnvrtc.so"})
      if (nvrtc == nullptr) nvrtc = dlopen(name, RTLD_NOW);
    if (nvrtc == nullptr) {
      problem = "torch's library libnvrtc was not found";
      return;
    }
    find(nvrtc, "nvrtcCreateProgram", createProgram);
    find(nvrtc, "nvrtcCompileProgram", compileProgram);
    find(nvrtc, "nvrtcGetCUBINSize", cubinSize);
    find(nvrtc, "nvrtcGetCUBIN", cubin);
    find(nvrtc, "nvrtcGetProgramLogSize", logSize);
    find(nvrtc, "nvrtcGetProgramLog", log);
    find(nvrtc, "nvrtcDestroyProgram", destroyProgram);
    if (problem.empty()) loadBuiltins(nvrtc);
  }

 private:
  /// NVRTC opens this library by name, and does not look beside itself.
  void loadBuiltins(void* nvrtc) {
    int (*version)(int*, int*) = nullptr;
    find(nvrtc, "nvrtcVersion", version);
    int major = 0, minor = 0;
    Dl_info where{};
    if (version == nullptr || version(&major, &minor) != 0 || dladdr(reinterpret_cast<void*>(createProgram), &where) == 0) return;
    std::string folder = where.dli_fname == nullptr ? "" : where.dli_fname;
    folder.resize(folder.find_last_of('/') + 1);
    dlopen((folder + "libnvrtc-builtins.so." + std::to_string(major) + "." + std::to_string(minor)).c_str(), RTLD_NOW | RTLD_GLOBAL);
  }

  template <class F>
  void find(void* library, const char* name, F& function) {
    function = reinterpret_cast<F>(dlsym(library, name));
    if (function == nullptr && problem.empty()) problem = std::string("the function ") + name + " is missing";
  }
};

Driver& driver() {
  static Driver loaded;
  return loaded;
}

constexpr int kMajor = 75, kMinor = 76, kMultiprocessors = 16;  // CU_DEVICE_ATTRIBUTE_...

int attributeOf(int attribute, int index) {
  int value = 0;
  driver().getAttribute(&value, attribute, index);
  return value;
}

/// The kernels of one GPU.
struct Kernels {
  std::string problem;
  int multiprocessors = 1;
  void* module = nullptr;
  std::unordered_map<std::string, void*> functions;

  explicit Kernels(int index) : problem(driver().problem) {
    if (!problem.empty()) return;
    multiprocessors = std::max(1, attributeOf(kMultiprocessors, index));
    const std::string image = compiled("sm_" + std::to_string(10 * attributeOf(kMajor, index) + attributeOf(kMinor, index)));
    if (problem.empty() && driver().loadModule(&module, image.data()) != 0) problem = "the driver refused the compiled kernels";
  }

 private:
  std::string compiled(const std::string& architecture) {
    Driver& d = driver();
    void* program = nullptr;
    if (d.createProgram(&program, kDeviceKernels, "osteograde.cu", 0, nullptr, nullptr) != 0) {
      problem = "NVRTC could not be started";
      return {};
    }
    const std::string target = "--gpu-architecture=" + architecture;
    const char* options[] = {target.c_str(), "--std=c++17"};
    std::string image;
    size_t size = 0;
    if (d.compileProgram(program, 2, options) == 0 && d.cubinSize(program, &size) == 0 && size > 0) {
      image.resize(size);
      d.cubin(program, image.data());
    } else {
      std::string log;
      if (d.logSize(program, &size) == 0 && size > 1) {
        log.resize(size);
        d.log(program, log.data());
      }
      problem = "NVRTC could not compile them for " + architecture + (log.empty() ? "" : ": " + log.substr(0, log.find('\n')));
    }
    d.destroyProgram(&program);
    return image;
  }
};

std::mutex kernelsMutex;

Kernels& kernelsOf(const at::Device& device) {
  static std::map<int, std::unique_ptr<Kernels>> all;
  const int index = std::max<int>(0, device.index());
  std::unique_ptr<Kernels>& kernels = all[index];
  if (kernels == nullptr) {
    useGpu(device);
    at::empty({1}, at::TensorOptions(at::kByte).device(device));  // torch makes the GPU's context current
    kernels = std::make_unique<Kernels>(index);
  }
  return *kernels;
}

void* const kStream = nullptr;  // the default stream, which torch uses unless told otherwise

constexpr unsigned kThreads = 256;
constexpr int kBlocksMapped = 8, kBlocksSummed = 4;            // most blocks per multiprocessor
constexpr int64_t kRowsMapped = 4, kRowsSummed = 8;  // least rows per thread

bool aligned(const Tensor& t) { return reinterpret_cast<uintptr_t>(t.data_ptr()) % 16 == 0; }

}  // namespace

void useGpu(const at::Device& device) { c10::impl::VirtualGuardImpl(c10::DeviceType::CUDA).setDevice(device); }

std::string kernelProblem(const at::Device& device) {
  if (!device.is_cuda()) return {};
  const std::lock_guard<std::mutex> lock(kernelsMutex);
  return kernelsOf(device).problem;
}

bool kernelsApply(const Tensor& t) {
  if (!t.is_cuda() || (t.scalar_type() != at::kFloat && t.scalar_type() != at::kBFloat16) || t.numel() == 0) return false;
  return kernelProblem(t.device()).empty();
}

void launchKernel(const at::Device& device, const std::string& name, const Grid& grid, void** arguments) {
  const std::lock_guard<std::mutex> lock(kernelsMutex);
  Kernels& kernels = kernelsOf(device);
  void*& function = kernels.functions[name];
  if (function == nullptr && driver().getFunction(&function, kernels.module, name.c_str()) != 0)
    throw std::runtime_error("there is no CUDA kernel " + name);
  const int status = driver().launch(function, grid.x, grid.y, 1, grid.threadsX, grid.threadsY, 1, grid.sharedBytes, kStream, arguments, nullptr);
  if (status == 0) return;
  const char* words = nullptr;
  driver().errorText(status, &words);
  throw std::runtime_error("the CUDA kernel " + name + " failed: " + (words == nullptr ? "unknown error" : words));
}

MapGrid::MapGrid(std::initializer_list<const Tensor*> maps) {
  const Tensor& x = **maps.begin();
  channels = x.size(-1);
  rows = x.numel() / channels;
  const bool half = x.scalar_type() == at::kBFloat16;
  const int wide = half ? 8 : 4;
  const bool wideApplies = channels % wide == 0 && std::all_of(maps.begin(), maps.end(), [](const Tensor* t) { return !t->defined() || aligned(*t); });
  vector = wideApplies ? wide : 1;
  end = std::string(half ? "_h" : "_f") + std::to_string(vector);
  const int64_t vectors = channels / vector;
  tile = static_cast<int>(std::min<int64_t>(vectors, kThreads));
  const int64_t tall = kThreads / tile, across = (vectors + tile - 1) / tile;
  int64_t most = 1;
  {
    const std::lock_guard<std::mutex> lock(kernelsMutex);
    most = kernelsOf(x.device()).multiprocessors;
  }
  const auto grid = [&](int64_t least, int blocksEach, unsigned shared) {
    const int64_t wanted = (rows + tall * least - 1) / (tall * least);
    const int64_t blocks = std::clamp<int64_t>(wanted, 1, std::max<int64_t>(1, most * blocksEach / across));
    return Grid{static_cast<unsigned>(across), static_cast<unsigned>(blocks), static_cast<unsigned>(tile * tall), 1, shared};
  };
  each = grid(kRowsMapped, kBlocksMapped, 0);
  sums = grid(kRowsSummed, kBlocksSummed, static_cast<unsigned>(2 * tile * tall * vector * sizeof(float)));
}

Grid flatGrid(const at::Device& device, int64_t count) {
  const std::lock_guard<std::mutex> lock(kernelsMutex);
  const int64_t most = int64_t{4 * kBlocksMapped} * kernelsOf(device).multiprocessors;
  return {static_cast<unsigned>(std::clamp<int64_t>((count + kThreads - 1) / kThreads, 1, most)), 1, kThreads, 1, 0};
}

DeviceMemory deviceMemory(const at::Device& device, bool resetPeak) {
  DeviceMemory memory{};
  size_t free = 0, total = 0;
  const Driver& d = driver();
  int handle = 0;
  // What is free is known once torch uses the GPU. The whole is known before, when the limit is set.
  if (d.totalMemory != nullptr && d.initialise(0) == 0 && d.getDevice(&handle, std::max<int>(0, device.index())) == 0 &&
      d.totalMemory(&total, handle) == 0)
    memory.total = memory.free = static_cast<double>(total);
  if (d.memoryInfo != nullptr && d.memoryInfo(&free, &total) == 0) memory.free = static_cast<double>(free);
#if OSTEOGRADE_TORCH >= 209
  const c10::DeviceIndex index = std::max<c10::DeviceIndex>(0, device.index());
  c10::DeviceAllocator* allocator = c10::getDeviceAllocator(c10::DeviceType::CUDA);
  if (!allocator->initialized()) return memory;
  const auto statistics = allocator->getDeviceStats(index);
  const auto& allocated = statistics.allocated_bytes[0];  // over the pools of all sizes
  memory.live = static_cast<double>(allocated.current);
  memory.peak = static_cast<double>(allocated.peak);
  memory.idle = static_cast<double>(statistics.reserved_bytes[0].current - allocated.current);
  if (resetPeak) allocator->resetPeakStats(index);
#endif
  return memory;
}

std::string deviceName(const at::Device& device) {
  if (!device.is_cuda()) return {};
  const Driver& d = driver();
  int handle = 0;
  char name[256] = {};
  if (d.getName == nullptr || d.initialise(0) != 0 || d.getDevice(&handle, std::max<int>(0, device.index())) != 0 ||
      d.getName(name, sizeof(name), handle) != 0)
    return {};
  return name;
}

bool limitDeviceMemory(const at::Device& device, size_t bytes) {
#if OSTEOGRADE_TORCH >= 209
  const double total = deviceMemory(device, false).total;
  if (total <= 0) return false;
  const double share = bytes == 0 ? 1 : std::min(1.0, static_cast<double>(bytes) / total);
  c10::CachingAllocator::setAllocatorSettings("per_process_memory_fraction:" + std::to_string(share));
  return true;
#else
  return bytes == 0;
#endif
}

}  // namespace osteograde
