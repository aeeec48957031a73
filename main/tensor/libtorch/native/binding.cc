// Reads JavaScript arguments and raises JavaScript errors.
#include "binding.h"

#include <cstring>
#include <new>

namespace osteograde {

namespace {

void check(napi_status status, const char* expected, size_t k) {
  if (status != napi_ok) throw std::runtime_error("argument " + std::to_string(k) + " should be " + expected);
}

bool saysOutOfMemory(const std::string& message) {
  return message.find("out of memory") != std::string::npos || message.find("not enough memory") != std::string::npos ||
         message.find("can't allocate memory") != std::string::npos;
}

void raise(napi_env env, const std::string& message) {
  const char* code = saysOutOfMemory(message) ? "OUT_OF_MEMORY" : "LIBTORCH";
  napi_throw_error(env, code, message.c_str());
}

}  // namespace

bool Arguments::missing(size_t k) const {
  if (k >= count) return true;
  napi_valuetype type;
  napi_typeof(env, values[k], &type);
  return type == napi_undefined || type == napi_null;
}

double Arguments::number(size_t k) const {
  double value = 0;
  check(napi_get_value_double(env, values[k], &value), "a number", k);
  return value;
}

bool Arguments::flag(size_t k) const {
  bool value = false;
  check(napi_get_value_bool(env, values[k], &value), "a boolean", k);
  return value;
}

Integers Arguments::integers(size_t k) const {
  uint32_t length = 0;
  check(napi_get_array_length(env, values[k], &length), "an array of numbers", k);
  Integers list(length);
  for (uint32_t i = 0; i < length; i++) {
    napi_value element;
    napi_get_element(env, values[k], i, &element);
    check(napi_get_value_int64(env, element, &list[i]), "an array of numbers", k);
  }
  return list;
}

std::vector<Tensor> Arguments::tensors(size_t k) {
  std::vector<Tensor> list;
  for (const int64_t handle : integers(k)) list.push_back(owner->at(handle));
  return list;
}

at::ScalarType Arguments::scalarType(int64_t code) {
  switch (code) {
    case kFloat32: return at::kFloat;
    case kInt32: return at::kInt;
    case kBoolean: return at::kBool;
    case kBfloat16: return at::kBFloat16;
    case kUint8: return at::kByte;
    default: throw std::runtime_error("unknown element type " + std::to_string(code));
  }
}

napi_value Arguments::handle(Tensor tensor) {
  // Scalars stay on the host. Once a host scalar has axes, ATen no longer mixes it with tensors of the device.
  if (tensor.dim() > 0 && tensor.device() != owner->device) tensor = onDevice(tensor, owner->device);
  return amount(owner->put(std::move(tensor)));
}

Tensor onDevice(const Tensor& host, const at::Device& device) {
  if (device.is_meta()) return at::empty_strided(host.sizes(), host.strides(), host.options().device(device));
  return host.to(device, /*non_blocking=*/true);
}

Tensor sent(const void* data, const Integers& shape, at::ScalarType type, const at::Device& device) {
  const Tensor host = at::empty(shape, at::TensorOptions(type).pinned_memory(device.is_cuda()));
  if (host.numel() > 0) std::memcpy(host.data_ptr(), data, host.nbytes());
  return onDevice(host, device);
}

napi_value Arguments::handles(std::vector<Tensor> list) {
  napi_value array;
  napi_create_array_with_length(env, list.size(), &array);
  for (size_t i = 0; i < list.size(); i++) napi_set_element(env, array, i, handle(std::move(list[i])));
  return array;
}

napi_value Arguments::text(const std::string& words) const {
  napi_value value;
  napi_create_string_utf8(env, words.data(), words.size(), &value);
  return value;
}

napi_value Arguments::amount(double value) const {
  napi_value result;
  napi_create_double(env, value, &result);
  return result;
}

Bytes::Bytes(Arguments& a, size_t k) {
  napi_value buffer;
  size_t offset;
  check(napi_get_typedarray_info(a.env, a.values[k], &type, &length, &data, &buffer, &offset), "a typed array", k);
}

napi_value guarded(napi_env env, napi_callback_info info, Function function) {
  Arguments arguments(env, info);
  try {
    c10::InferenceMode withoutAutograd;
    return function(arguments);
  } catch (...) {
    throwCurrent(env);
  }
  return nullptr;
}

void throwCurrent(napi_env env) {
  try {
    throw;
  } catch (const c10::Error& error) {
    raise(env, error.what_without_backtrace());
  } catch (const std::bad_alloc&) {
    raise(env, "out of memory");
  } catch (const std::exception& error) {
    raise(env, error.what());
  }
}

}  // namespace osteograde
