// Geometric operations on images: affine augmentation directly from stored bytes, and resizing.
#include "device.h"
#include "element.h"

namespace osteograde {

namespace {

/// (bytes N H W C, shape, matrices [N, 6], gain and bias [N, 2], edge, output height, output width) -> float32 in units of 255
napi_value affineUint8(Arguments& a) {
  const Bytes pixels(a, 0), matrices(a, 2), intensity(a, 3);
  const Integers shape = a.integers(1);
  const bool edge = a.flag(4);
  const int64_t outHeight = a.integer(5), outWidth = a.integer(6);
  const int64_t images = shape[0], height = shape[1], width = shape[2], channels = shape[3];
  if (static_cast<int64_t>(pixels.length) != images * height * width * channels || pixels.type != napi_uint8_array)
    throw std::runtime_error("affineUint8: the bytes do not fill the shape");
  if (static_cast<int64_t>(matrices.length) != images * 6 || static_cast<int64_t>(intensity.length) != images * 2 ||
      matrices.type != napi_float32_array || intensity.type != napi_float32_array)
    throw std::runtime_error("affineUint8: each image needs six numbers of a matrix and two of intensity");
  const auto* source = static_cast<const uint8_t*>(pixels.data);
  const auto* matrix = static_cast<const float*>(matrices.data);
  const auto* level = static_cast<const float*>(intensity.data);
  const at::Device device = a.owner->device;
  if (device.is_cuda() && kernelProblem(device).empty()) {
    const Tensor bytes = sent(pixels.data, {images, height, width, channels}, at::kByte, device);
    const Tensor maps = sent(matrices.data, {images, 6}, at::kFloat, device), levels = sent(intensity.data, {images, 2}, at::kFloat, device);
    Tensor warped = at::empty({images, outHeight, outWidth, channels}, at::TensorOptions(at::kFloat).device(device));
    if (warped.numel() > 0)
      launch(warped, "warp", flatGrid(device, images * outHeight * outWidth), place(bytes), place(maps), place(levels), place(warped), images,
             height, width, channels, outHeight, outWidth, edge ? 1 : 0);
    return a.handle(std::move(warped));
  }
  Tensor result = at::empty({images, outHeight, outWidth, channels}, at::kFloat);
  float* target = result.data_ptr<float>();
  at::parallel_for(0, images, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      const Warp warp{height, width, channels, outHeight, outWidth, matrix + 6 * i, level[2 * i], level[2 * i + 1], edge};
      loops().warp(source + i * height * width * channels, target + i * outHeight * outWidth * channels, warp, 0, outHeight);
    }
  });
  if (!device.is_cpu()) result = onDevice(result, device);
  return a.handle(std::move(result));
}

/// (x NHWC, rows [H', H], columns [W', W]) -> NHWC of H' by W'. Each output row and column is a weighted sum of input ones.
/// With both matrices transposed, this is its own gradient.
napi_value resample(Arguments& a) {
  const Tensor x = a.tensor(0).to(at::kFloat).contiguous();
  const Tensor &rows = a.tensor(1), &columns = a.tensor(2);
  const int64_t images = x.size(0), height = x.size(1), width = x.size(2), channels = x.size(3);
  const Tensor tall = at::matmul(rows, x.view({images, height, width * channels}));
  const Tensor wide = at::matmul(columns, tall.reshape({images * rows.size(0), width, channels}));
  return a.handle(wide.reshape({images, rows.size(0), columns.size(0), channels}));
}

}  // namespace

Exports imageExports() { return {{"affineUint8", call<affineUint8>}, {"resample", call<resample>}}; }

}  // namespace osteograde
