// tfjs stores images as NHWC and filters as HWIO, but ATen uses NCHW and OIHW. Both are views of the same elements, which ATen
// calls "channels last", so nothing is copied.
#pragma once
#include "binding.h"

namespace osteograde {

inline Tensor channelsFirst(const Tensor& nhwc) { return nhwc.permute({0, 3, 1, 2}); }
inline Tensor channelsLast(const Tensor& nchw) { return nchw.permute({0, 2, 3, 1}); }

/// NCHW whose memory is ordered by channels within each pixel.
inline Tensor packed(const Tensor& nchw) { return nchw.contiguous(at::MemoryFormat::ChannelsLast); }

/// Strides, dilations and paddings as computed by tfjs: [strideY, strideX, dilationY, dilationX, top, bottom, left, right].
struct Window {
  Integers stride, dilation, padding;
  int64_t top, bottom, left, right;
  /// Padding that ATen's operation does not support, such as different sides. It is added before the operation.
  bool beforehand = false;
  explicit Window(const Integers& list)
      : stride{list[0], list[1]}, dilation{list[2], list[3]}, top(list[4]), bottom(list[5]), left(list[6]), right(list[7]) {
    padding = symmetric() ? Integers{top, left} : Integers{0, 0};
  }
  bool symmetric() const { return !beforehand && top == bottom && left == right; }
  void padBeforehand() {
    beforehand = true;
    padding = {0, 0};
  }
  /// ATen pads both sides equally. The rest is added before.
  Tensor padded(const Tensor& nchw) const {
    return symmetric() ? nchw : packed(at::constant_pad_nd(nchw, {left, right, top, bottom}, 0));
  }
  /// Removes the padding of `padded` from a gradient.
  Tensor cropped(const Tensor& nchw, int64_t height, int64_t width) const {
    return symmetric() ? nchw : nchw.narrow(2, top, height).narrow(3, left, width);
  }
};

}  // namespace osteograde
