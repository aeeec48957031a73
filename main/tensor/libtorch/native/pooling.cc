// Max pooling that stores the place of each maximum in its window, in one byte per output; and average pooling over valid pixels.
#include "device.h"
#include "element.h"

namespace osteograde {

namespace {

struct PoolArguments {
  Window window;
  int64_t windowHeight, windowWidth, outHeight, outWidth;
  /// list: [window height, window width, output height, output width, then the window as in `Window`]
  explicit PoolArguments(const Integers& list)
      : window(Integers(list.begin() + 4, list.end())), windowHeight(list[0]), windowWidth(list[1]), outHeight(list[2]), outWidth(list[3]) {
    // ATen allows at most half a window.
    if (2 * window.top > windowHeight || 2 * window.left > windowWidth) window.padBeforehand();
  }
  Pooling pooling(int64_t height, int64_t width, int64_t channels) const {
    return {height,          width,           channels,          outHeight, outWidth, windowHeight, windowWidth, window.stride[0],
            window.stride[1], window.dilation[0], window.dilation[1], window.top, window.left};
  }
  Integers kernel() const { return {windowHeight, windowWidth}; }
};

constexpr int64_t kBytePlaces = 256;

/// As in device-kernels.h.
struct DevicePooling {
  int height, width, channels, outHeight, outWidth, windowHeight, windowWidth, strideY, strideX, dilationY, dilationX, top, left;
  explicit DevicePooling(const Pooling& p)
      : height(number(p.height)), width(number(p.width)), channels(number(p.channels)), outHeight(number(p.outHeight)),
        outWidth(number(p.outWidth)), windowHeight(number(p.windowHeight)), windowWidth(number(p.windowWidth)), strideY(number(p.strideY)),
        strideX(number(p.strideX)), dilationY(number(p.dilationY)), dilationX(number(p.dilationX)), top(number(p.top)), left(number(p.left)) {}
  static int number(int64_t value) { return static_cast<int>(value); }
};

/// True if our kernels pool these tensors: they count vectors in 32 bits.
bool poolsOnDevice(const Tensor& x, int64_t results) { return kernelsApply(x) && std::max(x.numel(), results) < (int64_t{1} << 31); }

/// True if the place of a maximum is stored in a byte: by the loops on the host, by our kernels on a GPU.
bool storesBytes(const Tensor& x, const PoolArguments& pool) {
  return (loopsApply(x) || poolsOnDevice(x, 0)) && pool.windowHeight * pool.windowWidth <= kBytePlaces;
}

/// Both kernels take one thread per vector of their result.
void launchPool(const char* name, const Tensor& from, const Tensor& places, const Tensor& to, const Pooling& p, bool forward) {
  const MapGrid map{&to, &from};
  const unsigned count = static_cast<unsigned>(to.numel() / map.vector);
  const Grid grid = flatGrid(to.device(), count);
  const DevicePooling d(p);
  if (forward) launch(to, name + map.end, grid, place(from), place(to), place(places), d, count);
  else launch(to, name + map.end, grid, place(from), place(places), place(to), d, count);
}

/// Writes y and, if defined, the places.
void poolMaxima(const Tensor& x, const Tensor& y, const Tensor& places, const Pooling& p) {
  if (kernelsApply(x)) return launchPool("maxPool", x, places, y, p, true);
  at::parallel_for(0, y.size(0) * p.outHeight, 8, [&](int64_t begin, int64_t end) {
    loops().maxPool(elementOf(x), x.data_ptr(), y.data_ptr(), places.defined() ? places.data_ptr<uint8_t>() : nullptr, p, begin, end);
  });
}

/// With the lowest value as padding, padding is never the maximum.
Tensor paddedLow(const Window& w, const Tensor& nchw) {
  return at::constant_pad_nd(nchw, {w.left, w.right, w.top, w.bottom}, -std::numeric_limits<double>::infinity());
}

/// (x NHWC, pool, keep places) -> [y, places]. The places are bytes, or ATen's indices if the loops do not apply.
napi_value maxPool(Arguments& a) {
  const PoolArguments pool(a.integers(1));
  const bool keep = a.flag(2);
  Tensor x = a.tensor(0);
  if (!at::isFloatingType(x.scalar_type())) x = x.to(at::kFloat);
  if (!storesBytes(x, pool)) {
    auto result = at::max_pool2d_with_indices(paddedLow(pool.window, channelsFirst(x)), pool.kernel(), pool.window.stride, {0, 0},
                                              pool.window.dilation);
    Tensor y = channelsLast(packed(std::get<0>(result))).to(a.tensor(0).scalar_type());
    return a.handles(keep ? std::vector<Tensor>{y, std::get<1>(result)} : std::vector<Tensor>{y});
  }
  x = x.contiguous();
  const Pooling p = pool.pooling(x.size(1), x.size(2), x.size(3));
  Tensor y = at::empty({x.size(0), p.outHeight, p.outWidth, p.channels}, x.options());
  Tensor places = keep ? at::empty(y.sizes(), x.options().dtype(at::kByte)) : Tensor();
  poolMaxima(x, y, places, p);
  y = y.to(a.tensor(0).scalar_type());
  return a.handles(keep ? std::vector<Tensor>{y, places} : std::vector<Tensor>{y});
}

/// (dy, x, places or none, pool) -> dx
napi_value maxPoolGradient(Arguments& a) {
  const PoolArguments pool(a.integers(3));
  const Tensor& x = a.tensor(1);
  const Tensor dy = a.tensor(0).to(x.scalar_type()).contiguous();
  Tensor places = a.optional(2);
  if (!storesBytes(x, pool)) {
    const Tensor padded = packed(paddedLow(pool.window, channelsFirst(x)));
    if (!places.defined())
      places = std::get<1>(at::max_pool2d_with_indices(padded, pool.kernel(), pool.window.stride, {0, 0}, pool.window.dilation));
    const Tensor dx = at::max_pool2d_with_indices_backward(packed(channelsFirst(dy)), padded, pool.kernel(), pool.window.stride,
                                                           {0, 0}, pool.window.dilation, false, places);
    return a.handle(channelsLast(packed(dx.narrow(2, pool.window.top, x.size(1)).narrow(3, pool.window.left, x.size(2)))));
  }
  const Pooling p = pool.pooling(x.size(1), x.size(2), x.size(3));
  if (!places.defined()) {
    const Tensor source = x.contiguous();
    Tensor y = at::empty(dy.sizes(), x.options());
    places = at::empty(dy.sizes(), x.options().dtype(at::kByte));
    poolMaxima(source, y, places, p);
  }
  Tensor dx = at::empty(x.sizes(), x.options());
  if (kernelsApply(x)) {
    launchPool("maxPoolGradient", dy, places, dx, p, false);
    return a.handle(dx);
  }
  const int64_t imageBytes = p.height * p.width * p.channels * static_cast<int64_t>(x.element_size());
  at::parallel_for(0, x.size(0), 1, [&](int64_t begin, int64_t end) {
    for (int64_t image = begin; image < end; image++) {
      __builtin_memset(static_cast<char*>(dx.data_ptr()) + image * imageBytes, 0, imageBytes);
      loops().maxPoolGradient(elementOf(x), dy.data_ptr(), places.data_ptr<uint8_t>(), dx.data_ptr(), p, image, image + 1);
    }
  });
  return a.handle(dx);
}

/// The number of valid pixels in each output, [1, 1, height, width], relative to the full window.
Tensor coverage(const PoolArguments& pool, const Tensor& nchw) {
  const Tensor ones = at::ones({1, 1, nchw.size(2), nchw.size(3)}, nchw.options().dtype(at::kFloat));
  return at::avg_pool2d(pool.window.padded(ones), pool.kernel(), pool.window.stride, pool.window.padding);
}

/// (x NHWC, pool) -> NHWC
napi_value averagePool(Arguments& a) {
  const PoolArguments pool(a.integers(1));
  if (poolsOnDevice(a.tensor(0), 0)) {
    const Tensor from = a.tensor(0).contiguous();
    const Pooling p = pool.pooling(from.size(1), from.size(2), from.size(3));
    const Tensor to = at::empty({from.size(0), p.outHeight, p.outWidth, p.channels}, from.options());
    const MapGrid map{&to, &from};
    const unsigned count = static_cast<unsigned>(to.numel() / map.vector);
    launch(to, "averagePool" + map.end, flatGrid(to.device(), count), place(from), place(to), DevicePooling(p), count);
    return a.handle(to);
  }
  const Tensor x = pool.window.padded(channelsFirst(a.tensor(0)));
  Tensor y = at::avg_pool2d(x, pool.kernel(), pool.window.stride, pool.window.padding);
  if (pool.window.top + pool.window.bottom + pool.window.left + pool.window.right > 0)
    y = at::div(y, coverage(pool, channelsFirst(a.tensor(0)))).to(x.scalar_type());
  return a.handle(channelsLast(packed(y)));
}

/// (dy, pool, shape of x) -> dx
napi_value averagePoolGradient(Arguments& a) {
  const PoolArguments pool(a.integers(1));
  const Integers shape = a.integers(2);
  if (poolsOnDevice(a.tensor(0), shape[0] * shape[1] * shape[2] * shape[3])) {
    const Tensor from = a.tensor(0).contiguous();
    const Pooling p = pool.pooling(shape[1], shape[2], shape[3]);
    const Tensor to = at::empty(shape, from.options());
    const MapGrid map{&to, &from};
    const unsigned count = static_cast<unsigned>(to.numel() / map.vector);
    launch(to, "averagePoolGradient" + map.end, flatGrid(to.device(), count), place(from), place(to), DevicePooling(p), count);
    return a.handle(to);
  }
  Tensor dy = channelsFirst(a.tensor(0).to(at::kFloat));
  const Tensor x = at::empty({shape[0], shape[3], shape[1], shape[2]}, dy.options(), at::MemoryFormat::ChannelsLast);
  if (pool.window.top + pool.window.bottom + pool.window.left + pool.window.right > 0) dy = at::div(dy, coverage(pool, x));
  const Tensor padded = packed(pool.window.padded(x));
  const Tensor dx = at::avg_pool2d_backward(packed(dy), padded, pool.kernel(), pool.window.stride, pool.window.padding,
                                         false, true, pool.windowHeight * pool.windowWidth);
  return a.handle(channelsLast(packed(pool.window.cropped(dx, shape[1], shape[2]))));
}

}  // namespace

Exports poolingExports() {
  return {{"maxPool", call<maxPool>},
          {"maxPoolGradient", call<maxPoolGradient>},
          {"averagePool", call<averagePool>},
          {"averagePoolGradient", call<averagePoolGradient>}};
}

}  // namespace osteograde
