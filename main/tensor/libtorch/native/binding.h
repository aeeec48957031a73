// Node-API as kernels use it: arguments are handles, numbers and lists, and results are handles.
// A tensor is stored in a table of the JavaScript environment (process or worker), and JavaScript has its index.
#pragma once
#include <node_api.h>

#include <stdexcept>

#include "torch.h"

namespace osteograde {

using at::Tensor;
using Integers = std::vector<int64_t>;

/// Codes for `Arguments::scalarType`, the same as in addon.ts.
enum ElementType : int32_t { kFloat32 = 0, kInt32 = 1, kBoolean = 2, kBfloat16 = 3, kUint8 = 4 };

/// The state of one JavaScript environment. Never shared between threads.
struct Environment {
  std::vector<Tensor> tensors{1};  // index 0 means no tensor
  std::vector<int32_t> vacant;
  at::Device device{at::kCPU};
  bool keepsBfloat16 = false;  // convolutions compute in bfloat16 and return it

  int32_t put(Tensor tensor) {
    if (vacant.empty()) {
      tensors.push_back(std::move(tensor));
      return static_cast<int32_t>(tensors.size()) - 1;
    }
    const int32_t handle = vacant.back();
    vacant.pop_back();
    tensors[handle] = std::move(tensor);
    return handle;
  }
  Tensor& at(int64_t handle) {
    if (handle <= 0 || handle >= static_cast<int64_t>(tensors.size()) || !tensors[handle].defined())
      throw std::runtime_error("the tensor was disposed of already (handle " + std::to_string(handle) + ")");
    return tensors[handle];
  }
  void release(int64_t handle) {
    if (handle <= 0 || handle >= static_cast<int64_t>(tensors.size()) || !tensors[handle].defined()) return;
    tensors[handle].reset();
    vacant.push_back(static_cast<int32_t>(handle));
  }
};

class Arguments {
 public:
  Arguments(napi_env env, napi_callback_info info) : env(env) {
    void* data = nullptr;
    napi_get_cb_info(env, info, &count, values, nullptr, &data);
    owner = static_cast<Environment*>(data);
  }

  bool missing(size_t k) const;
  double number(size_t k) const;
  int64_t integer(size_t k) const { return static_cast<int64_t>(number(k)); }
  bool flag(size_t k) const;
  Integers integers(size_t k) const;
  Tensor& tensor(size_t k) { return owner->at(integer(k)); }
  /// An undefined tensor if the argument is missing, null or 0.
  Tensor optional(size_t k) {
    if (missing(k) || integer(k) == 0) return {};
    return owner->at(integer(k));
  }
  std::vector<Tensor> tensors(size_t k);
  static at::ScalarType scalarType(int64_t code);
  at::ScalarType scalarType(size_t k) const { return scalarType(integer(k)); }

  napi_value handle(Tensor tensor);
  napi_value handles(std::vector<Tensor> list);
  napi_value text(const std::string& words) const;
  napi_value amount(double value) const;

  napi_env env;
  Environment* owner = nullptr;
  size_t count = kMost;

 private:
  static constexpr size_t kMost = 16;
  napi_value values[kMost];
  friend struct Bytes;
};

/// A typed array argument. Valid during the call only.
struct Bytes {
  napi_typedarray_type type;
  size_t length;
  void* data;
  Bytes(Arguments& a, size_t k);
};

/// A copy on the device. The copy to a GPU does not wait, because the source stays pinned until it is done. On the meta device, which
/// computes shapes only, there are no elements to copy.
Tensor onDevice(const Tensor& host, const at::Device& device);
/// A tensor on the device from memory that is valid during the call only.
Tensor sent(const void* data, const Integers& shape, at::ScalarType type, const at::Device& device);

using Function = napi_value (*)(Arguments&);

/// Runs a kernel without autograd and turns C++ exceptions into JavaScript ones.
napi_value guarded(napi_env env, napi_callback_info info, Function function);
/// Throws the JavaScript error for the C++ exception that is being handled. For use inside `catch (...)`.
void throwCurrent(napi_env env);

template <Function function>
napi_value call(napi_env env, napi_callback_info info) {
  return guarded(env, info, function);
}

/// The functions that one file adds to the module.
struct Export {
  const char* name;
  napi_callback callback;
};
using Exports = std::vector<Export>;

Exports tensorExports();
Exports elementwiseExports();
Exports shapeExports();
Exports reductionExports();
Exports linearExports();
Exports convolutionExports();
Exports poolingExports();
Exports normalisationExports();
Exports imageExports();
Exports optimiserExports();
Exports runtimeExports();

}  // namespace osteograde
