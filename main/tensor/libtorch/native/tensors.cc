// Moves tensors to and from JavaScript: write, read, release, alias.
#include <cstring>

#include "binding.h"

namespace osteograde {

namespace {

at::ScalarType typeOf(const Bytes& bytes) {
  switch (bytes.type) {
    case napi_float32_array: return at::kFloat;
    case napi_float64_array: return at::kDouble;
    case napi_int32_array: return at::kInt;
    case napi_uint8_array:
    case napi_uint8_clamped_array: return at::kByte;
    default: throw std::runtime_error("only Float32Array, Float64Array, Int32Array and Uint8Array can be written");
  }
}

/// (values, shape, element type) -> handle. Scalars stay on the host, where mixing them with device tensors is free.
napi_value write(Arguments& a) {
  const Bytes bytes(a, 0);
  const Integers shape = a.integers(1);
  const at::ScalarType type = a.scalarType(size_t{2});
  const at::ScalarType source = typeOf(bytes);
  const bool toDevice = !a.owner->device.is_cpu() && !shape.empty();
  // From pinned memory, the copy to the GPU runs beside the work that is queued there.
  Tensor tensor = at::empty(shape, at::TensorOptions(type).pinned_memory(toDevice && a.owner->device.is_cuda()));
  if (static_cast<int64_t>(bytes.length) != tensor.numel())
    throw std::runtime_error("a tensor of " + std::to_string(tensor.numel()) + " elements was given " +
                             std::to_string(bytes.length) + " values");
  if (type == source || (type == at::kBool && source == at::kByte)) {
    if (bytes.length > 0) std::memcpy(tensor.data_ptr(), bytes.data, tensor.nbytes());
  } else if (bytes.length > 0) {
    tensor.copy_(at::from_blob(bytes.data, tensor.sizes(), at::TensorOptions(source)));
  }
  if (toDevice) tensor = onDevice(tensor, a.owner->device);
  return a.handle(std::move(tensor));
}

/// The tensor on the host, contiguous, in an element type that a typed array supports.
Tensor readable(Tensor tensor) {
  if (tensor.is_meta()) return at::zeros(tensor.sizes(), at::TensorOptions(tensor.scalar_type() == at::kBFloat16 ? at::kFloat : tensor.scalar_type()));
  if (tensor.scalar_type() == at::kBFloat16) tensor = tensor.to(at::kFloat);
  return tensor.to(at::kCPU).contiguous();
}

napi_value typedArray(napi_env env, const Tensor& tensor) {
  napi_value buffer, array;
  void* data = nullptr;
  if (napi_create_arraybuffer(env, tensor.nbytes(), &data, &buffer) != napi_ok)
    throw std::runtime_error("out of memory while copying a tensor to JavaScript");
  if (tensor.numel() > 0) std::memcpy(data, tensor.data_ptr(), tensor.nbytes());
  const napi_typedarray_type type = tensor.scalar_type() == at::kFloat ? napi_float32_array
                                    : tensor.scalar_type() == at::kInt ? napi_int32_array
                                                                       : napi_uint8_array;
  napi_create_typedarray(env, type, tensor.numel(), buffer, 0, &array);
  return array;
}

/// (handle) -> typed array
napi_value read(Arguments& a) { return typedArray(a.env, readable(a.tensor(0))); }

/// A read that waits for the device on another thread, so that the event loop continues.
struct PendingRead {
  Tensor tensor;
  std::string problem;
  napi_deferred deferred = nullptr;
  napi_async_work work = nullptr;
};

void copyToHost(napi_env, void* data) {
  auto* pending = static_cast<PendingRead*>(data);
  try {
    c10::InferenceMode withoutAutograd;
    pending->tensor = readable(pending->tensor);
  } catch (const std::exception& error) {
    pending->problem = error.what();
  }
}

void settle(napi_env env, napi_status, void* data) {
  auto* pending = static_cast<PendingRead*>(data);
  napi_value outcome = nullptr;
  try {
    if (pending->problem.empty()) outcome = typedArray(env, pending->tensor);
  } catch (const std::exception& error) {
    pending->problem = error.what();
  }
  if (outcome != nullptr) {
    napi_resolve_deferred(env, pending->deferred, outcome);
  } else {
    napi_value message, error;
    napi_create_string_utf8(env, pending->problem.c_str(), pending->problem.size(), &message);
    napi_create_error(env, nullptr, message, &error);
    napi_reject_deferred(env, pending->deferred, error);
  }
  napi_delete_async_work(env, pending->work);
  delete pending;
}

/// (handle) -> promise of a typed array
napi_value readLater(Arguments& a) {
  auto* pending = new PendingRead();
  pending->tensor = a.tensor(0);
  napi_value promise, name = a.text("osteograde.read");
  napi_create_promise(a.env, &pending->deferred, &promise);
  napi_create_async_work(a.env, nullptr, name, copyToHost, settle, pending, &pending->work);
  napi_queue_async_work(a.env, pending->work);
  return promise;
}

/// (handle)
napi_value release(Arguments& a) {
  a.owner->release(a.integer(0));
  return nullptr;
}

/// (handle) -> another handle to the same elements
napi_value alias(Arguments& a) { return a.handle(a.tensor(0)); }

/// (handle) -> a copy with memory of its own
napi_value copy(Arguments& a) { return a.handle(a.tensor(0).clone()); }

/// (handle) -> "float32 [2, 3]", as stored
napi_value describe(Arguments& a) {
  const Tensor& tensor = a.tensor(0);
  std::string words = tensor.scalar_type() == at::kBFloat16 ? "bfloat16" : c10::toString(tensor.scalar_type());
  return a.text(words + " " + c10::DeviceTypeName(tensor.device().type(), /*lower_case=*/true));
}

}  // namespace

Exports tensorExports() {
  return {{"write", call<write>},     {"read", call<read>},   {"readLater", call<readLater>},
          {"release", call<release>}, {"alias", call<alias>}, {"copy", call<copy>},
          {"describe", call<describe>}};
}

}  // namespace osteograde
