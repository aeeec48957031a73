// Convolution and its two gradients, also grouped and depthwise. Under bf16 the inputs are rounded, the sums are float32, and
// activations stay bfloat16. Filter gradients are returned as float32.
#include "layout.h"

namespace osteograde {

namespace {

/// The filter viewed as OIHW. Its memory is arranged once so that this view is packed; gradients and optimizer state keep its strides.
Tensor filterView(Tensor& hwio) {
  Tensor view = hwio.permute({3, 2, 0, 1});
  if (!view.is_contiguous(at::MemoryFormat::ChannelsLast)) {
    view = packed(view);
    hwio = view.permute({2, 3, 1, 0});
  }
  return view;
}

at::ScalarType computeType(const Environment& owner) { return owner.keepsBfloat16 ? at::kBFloat16 : at::kFloat; }

/// Tensor cores take bfloat16 channels eight at a time. cuDNN is slow on the one to three of a film or picture, so zeros fill them up.
constexpr int64_t kAlignedChannels = 8;
int64_t missingChannels(const Tensor& x, at::ScalarType type, int64_t groups) {
  return x.is_cuda() && type == at::kBFloat16 && groups == 1 && x.size(1) < kAlignedChannels ? kAlignedChannels - x.size(1) : 0;
}
Tensor withZeros(const Tensor& nchw, int64_t channels) {
  return channels == 0 ? nchw : packed(at::constant_pad_nd(nchw, {0, 0, 0, 0, 0, channels}, 0));
}

/// (x NHWC, filter HWIO, window, groups, bias or none) -> NHWC
napi_value convolve(Arguments& a) {
  const at::ScalarType type = computeType(*a.owner);
  const Window window(a.integers(2));
  const Tensor image = window.padded(channelsFirst(a.tensor(0)).to(type));
  const int64_t missing = missingChannels(image, type, a.integer(3));
  const Tensor x = withZeros(image, missing), filter = withZeros(filterView(a.tensor(1)).to(type), missing);
  Tensor bias = a.optional(4);
  if (bias.defined()) bias = bias.to(type);
  return a.handle(channelsLast(packed(at::conv2d(x, filter, bias, window.stride, window.padding, window.dilation, a.integer(3)))));
}

struct Wanted {
  bool input, filter;
};

Tensor gradient(const Tensor& dy, const Tensor& x, const Tensor& filter, const Window& window, int64_t groups, Wanted wanted) {
  auto gradients = at::convolution_backward(dy, x, filter, at::OptionalIntArrayRef(), window.stride, window.padding, window.dilation, false,
                                            {0, 0}, groups, {wanted.input, wanted.filter, false});
  return wanted.input ? std::get<0>(gradients) : std::get<1>(gradients);
}

/// The oneDNN of torch 1.13 returns wrong values for the input gradient of a window of one pixel in bfloat16 if the number of outputs
/// is odd and the number of pixels is a multiple of 30. PyTorch returns them too. Only heads have such windows, so they use float32.
bool isMiscomputed(at::ScalarType type, const Tensor& hwio) {
  return type == at::kBFloat16 && hwio.size(0) == 1 && hwio.size(1) == 1 && hwio.size(3) % 2 == 1;
}

/// (dy NHWC, filter HWIO, window, groups, shape of x) -> dx NHWC
napi_value convolveInputGradient(Arguments& a) {
  const at::ScalarType wanted = computeType(*a.owner);
  const at::ScalarType type = isMiscomputed(wanted, a.tensor(1)) ? at::kFloat : wanted;
  const Window window(a.integers(2));
  const Integers shape = a.integers(4);
  const Tensor dy = packed(channelsFirst(a.tensor(0)).to(type));
  const Tensor filter = filterView(a.tensor(1)).to(type);
  const bool even = window.symmetric();
  const int64_t height = shape[1] + (even ? 0 : window.top + window.bottom);
  const int64_t width = shape[2] + (even ? 0 : window.left + window.right);
  // Only the shape of x is used here, so its pages are never touched.
  const Tensor x = at::empty({shape[0], shape[3], height, width}, dy.options(), at::MemoryFormat::ChannelsLast);
  const Tensor dx = gradient(dy, x, filter, window, a.integer(3), {true, false}).to(wanted);
  return a.handle(channelsLast(window.cropped(packed(dx), shape[1], shape[2])));
}

/// (x NHWC, dy NHWC, window, groups, shape of the filter) -> gradient of the filter, HWIO, float32
napi_value convolveFilterGradient(Arguments& a) {
  const at::ScalarType type = computeType(*a.owner);
  const Window window(a.integers(2));
  const Integers shape = a.integers(4);
  const Tensor image = packed(window.padded(channelsFirst(a.tensor(0)).to(type)));
  const int64_t missing = missingChannels(image, type, a.integer(3));
  const Tensor x = withZeros(image, missing);
  const Tensor dy = packed(channelsFirst(a.tensor(1)).to(type));
  const Tensor filter = at::empty({shape[3], shape[2] + missing, shape[0], shape[1]}, dy.options(), at::MemoryFormat::ChannelsLast);
  const Tensor gradientOfFilter = gradient(dy, x, filter, window, a.integer(3), {false, true}).narrow(1, 0, shape[2]);
  return a.handle(packed(gradientOfFilter.to(at::kFloat)).permute({2, 3, 1, 0}));
}

}  // namespace

Exports convolutionExports() {
  return {{"convolve", call<convolve>},
          {"convolveInputGradient", call<convolveInputGradient>},
          {"convolveFilterGradient", call<convolveFilterGradient>}};
}

}  // namespace osteograde
