// The source of our CUDA kernels. device.cc compiles it at run time for the GPU that is present, so neither a CUDA compiler nor one binary
// per GPU is needed. Every sum is taken in a fixed order, so the same input gives the same bits.
#pragma once

namespace osteograde {

/// Rows are pixels, channels lie next to each other. A thread handles V channels of a row, 16 bytes at a time if the alignment allows.
/// A block covers `tile` such vectors and blockDim.x / tile rows.
inline constexpr const char* kDeviceKernels = R"cuda(
typedef unsigned short bf16;
typedef unsigned char u8;
typedef long long i64;

__device__ __forceinline__ float wide(float v) { return v; }
__device__ __forceinline__ float wide(bf16 v) { return __uint_as_float(static_cast<unsigned>(v) << 16); }

template <class T> __device__ __forceinline__ T narrow(float v);
template <> __device__ __forceinline__ float narrow<float>(float v) { return v; }
template <> __device__ __forceinline__ bf16 narrow<bf16>(float v) {
#if __CUDA_ARCH__ >= 800
  bf16 result;
  asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(result) : "f"(v));
  return result;
#else
  const unsigned bits = __float_as_uint(v);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return static_cast<bf16>((bits >> 16) | 0x40u);  // NaN stays NaN
  return static_cast<bf16>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
#endif
}

template <class T, int V> struct alignas(sizeof(T) * V) Vector { T at[V]; };
template <class T, int V> __device__ __forceinline__ Vector<T, V> take(const T* p) { return *reinterpret_cast<const Vector<T, V>*>(p); }
template <class T, int V> __device__ __forceinline__ void put(T* p, const Vector<T, V>& v) { *reinterpret_cast<Vector<T, V>*>(p) = v; }

/// Where a thread starts and how far it steps.
struct Walk {
  int channel;
  i64 row, step;
};
template <int V> __device__ __forceinline__ Walk walk(int tile) {
  const int tall = blockDim.x / tile;
  return {static_cast<int>(blockIdx.x * tile + threadIdx.x % tile) * V, static_cast<i64>(blockIdx.y) * tall + threadIdx.x / tile,
          static_cast<i64>(gridDim.y) * tall};
}

/// Limits to [0, ceiling]. A ceiling of 0 limits nothing. NaN stays NaN.
__device__ __forceinline__ float limited(float v, float ceiling) {
  if (ceiling > 0) {
    v = v < 0 ? 0 : v;
    v = v > ceiling ? ceiling : v;
  }
  return v;
}

/// Adds the threads' two sums of each channel in the order of the rows, and stores the block's: partial[2][gridDim.y][channels].
template <int V> __device__ __forceinline__ void storeSums(const float* first, const float* second, int channels, int tile, float* partial) {
  extern __shared__ float shared[];
  const int tall = blockDim.x / tile, width = tile * V;
  float* a = shared;
  float* b = shared + blockDim.x * V;
#pragma unroll
  for (int v = 0; v < V; v++) {
    a[threadIdx.x * V + v] = first[v];
    b[threadIdx.x * V + v] = second[v];
  }
  __syncthreads();
  for (int k = threadIdx.x; k < width; k += blockDim.x) {
    const int channel = blockIdx.x * width + k;
    if (channel >= channels) continue;
    float s = 0, q = 0;
    for (int row = 0; row < tall; row++) {
      s += a[row * width + k];
      q += b[row * width + k];
    }
    partial[static_cast<i64>(blockIdx.y) * channels + channel] = s;
    partial[static_cast<i64>(gridDim.y + blockIdx.y) * channels + channel] = q;
  }
}

/// Sums of x - shift and its square, where the shift is the channel's value in the first row.
template <class T, int V> __device__ void moments(const T* x, i64 rows, int channels, int tile, float* partial) {
  const Walk w = walk<V>(tile);
  float s[V] = {}, q[V] = {};
  if (w.channel < channels) {
    const T* column = x + w.channel;
    float shift[V];
    const Vector<T, V> top = take<T, V>(column);
#pragma unroll
    for (int v = 0; v < V; v++) shift[v] = wide(top.at[v]);
    const auto add = [&](const Vector<T, V>& p) {
#pragma unroll
      for (int v = 0; v < V; v++) {
        const float d = wide(p.at[v]) - shift[v];
        s[v] += d;
        q[v] = fmaf(d, d, q[v]);
      }
    };
    i64 r = w.row;
    for (; r + 3 * w.step < rows; r += 4 * w.step) {
      Vector<T, V> p[4];
#pragma unroll
      for (int k = 0; k < 4; k++) p[k] = take<T, V>(column + (r + k * w.step) * channels);
#pragma unroll
      for (int k = 0; k < 4; k++) add(p[k]);
    }
    for (; r < rows; r += w.step) add(take<T, V>(column + r * channels));
  }
  storeSums<V>(s, q, channels, tile, partial);
}

/// Adds the blocks' sums of one channel. Blocks of 32 channels by 32 threads. The result is in the threads with threadIdx.y == 0.
__device__ __forceinline__ void foldSums(const float* partial, int parts, int channels, int channel, double& first, double& second) {
  __shared__ double sums[2][32][32];
  double s = 0, q = 0;
  if (channel < channels)
#pragma unroll 4
    for (int part = threadIdx.y; part < parts; part += 32) {
      s += partial[static_cast<i64>(part) * channels + channel];
      q += partial[static_cast<i64>(parts + part) * channels + channel];
    }
  sums[0][threadIdx.y][threadIdx.x] = s;
  sums[1][threadIdx.y][threadIdx.x] = q;
  __syncthreads();
  first = second = 0;
  if (threadIdx.y == 0)
    for (int k = 0; k < 32; k++) {
      first += sums[0][k][threadIdx.x];
      second += sums[1][k][threadIdx.x];
    }
}

/// Mean and inverse deviation, and the running averages if given (with the unbiased variance).
template <class T>
__device__ void statistics(const T* x, const float* partial, int parts, i64 rows, int channels, double epsilon, double momentum, float* mean,
                           float* inverse, float* runningMean, float* runningVariance) {
  const int c = blockIdx.x * 32 + threadIdx.x;
  double s, q;
  foldSums(partial, parts, channels, c, s, q);
  if (threadIdx.y != 0 || c >= channels) return;
  const double m = s / rows, v = q / rows - m * m;
  const double variance = v < 0 ? 0 : v;
  const double average = static_cast<double>(wide(x[c])) + m;
  mean[c] = static_cast<float>(average);
  inverse[c] = static_cast<float>(1 / sqrt(variance + epsilon));
  if (runningMean == nullptr) return;
  const double unbiased = variance * rows / (rows > 1 ? rows - 1 : 1);
  runningMean[c] = static_cast<float>(runningMean[c] * (1 - momentum) + average * momentum);
  runningVariance[c] = static_cast<float>(runningVariance[c] * (1 - momentum) + unbiased * momentum);
}

/// Factor and summand of normalisation. `deviation` holds inverse deviations, or variances if epsilon is not negative.
template <int V>
__device__ __forceinline__ void linearTerms(int channel, const float* scale, const float* offset, const float* mean, const float* deviation,
                                            float epsilon, float* factor, float* term) {
#pragma unroll
  for (int v = 0; v < V; v++) {
    const int c = channel + v;
    const float inverse = epsilon < 0 ? deviation[c] : rsqrtf(deviation[c] + epsilon);
    factor[v] = scale == nullptr ? inverse : inverse * scale[c];
    term[v] = fmaf(-mean[c], factor[v], offset == nullptr ? 0.0f : offset[c]);
  }
}

/// y = x * factor + term (+ residual), limited.
template <class T, int V>
__device__ void normalise(const T* x, const T* residual, const float* scale, const float* offset, const float* mean, const float* deviation,
                          float epsilon, float ceiling, T* y, i64 rows, int channels, int tile) {
  const Walk w = walk<V>(tile);
  if (w.channel >= channels) return;
  float factor[V], term[V];
  linearTerms<V>(w.channel, scale, offset, mean, deviation, epsilon, factor, term);
#pragma unroll 4
  for (i64 r = w.row; r < rows; r += w.step) {
    const i64 at = r * channels + w.channel;
    const Vector<T, V> p = take<T, V>(x + at);
    Vector<T, V> out;
    if (residual == nullptr) {
#pragma unroll
      for (int v = 0; v < V; v++) out.at[v] = narrow<T>(limited(fmaf(wide(p.at[v]), factor[v], term[v]), ceiling));
    } else {
      const Vector<T, V> added = take<T, V>(residual + at);
#pragma unroll
      for (int v = 0; v < V; v++)
        out.at[v] = narrow<T>(limited(fmaf(wide(p.at[v]), factor[v], term[v]) + wide(added.at[v]), ceiling));
    }
    put<T, V>(y + at, out);
  }
}

/// The gradient where the output was not limited.
__device__ __forceinline__ float masked(float dy, float output, float ceiling) {
  return ceiling > 0 && !(output > 0 && output < ceiling) ? 0.0f : dy;
}

/// Sums of g and of g * (x - mean), where g is the masked dy. Writes g if wanted. The output is y if given, otherwise x * factor + term.
template <class T, int V>
__device__ void gradientSums(const T* dy, const T* x, const T* y, const float* scale, const float* offset, const float* mean,
                             const float* inverse, float ceiling, T* g, i64 rows, int channels, int tile, float* partial) {
  const Walk w = walk<V>(tile);
  float s[V] = {}, q[V] = {};
  if (w.channel < channels) {
    float factor[V], term[V], centre[V];
    linearTerms<V>(w.channel, scale, offset, mean, inverse, -1.0f, factor, term);
#pragma unroll
    for (int v = 0; v < V; v++) centre[v] = mean[w.channel + v];
#pragma unroll 2
    for (i64 r = w.row; r < rows; r += w.step) {
      const i64 at = r * channels + w.channel;
      const Vector<T, V> up = take<T, V>(dy + at), in = take<T, V>(x + at);
      Vector<T, V> out = in, kept;
      if (y != nullptr) out = take<T, V>(y + at);
#pragma unroll
      for (int v = 0; v < V; v++) {
        const float value = wide(in.at[v]);
        const float output = y != nullptr ? wide(out.at[v]) : fmaf(value, factor[v], term[v]);
        const float gradient = masked(wide(up.at[v]), output, ceiling);
        kept.at[v] = narrow<T>(gradient);
        s[v] += gradient;
        q[v] = fmaf(gradient, value - centre[v], q[v]);
      }
      if (g != nullptr) put<T, V>(g + at, kept);
    }
  }
  storeSums<V>(s, q, channels, tile, partial);
}

/// Gradients of scale and offset, and the slope and constant of the gradient of x: coefficients[2][channels].
__device__ void parameterGradients(const float* partial, int parts, i64 rows, int channels, const float* scale, const float* inverse,
                                   float* gradScale, float* gradOffset, float* coefficients) {
  const int c = blockIdx.x * 32 + threadIdx.x;
  double g, gx;
  foldSums(partial, parts, channels, c, g, gx);
  if (threadIdx.y != 0 || c >= channels) return;
  const double d = inverse[c], factor = d * scale[c];
  gradScale[c] = static_cast<float>(gx * d);
  gradOffset[c] = static_cast<float>(g);
  coefficients[c] = static_cast<float>(-factor * gx * d * d / rows);
  coefficients[channels + c] = static_cast<float>(-factor * g / rows);
}

/// dx = g * factor + (x - mean) * slope + constant.
template <class T, int V>
__device__ void inputGradient(const T* dy, const T* x, const float* scale, const float* offset, const float* mean, const float* inverse,
                              const float* coefficients, float ceiling, T* dx, i64 rows, int channels, int tile) {
  const Walk w = walk<V>(tile);
  if (w.channel >= channels) return;
  float factor[V], term[V], slope[V], constant[V];
  linearTerms<V>(w.channel, scale, offset, mean, inverse, -1.0f, factor, term);
#pragma unroll
  for (int v = 0; v < V; v++) {
    slope[v] = coefficients[w.channel + v];
    constant[v] = fmaf(-mean[w.channel + v], slope[v], coefficients[channels + w.channel + v]);
  }
#pragma unroll 4
  for (i64 r = w.row; r < rows; r += w.step) {
    const i64 at = r * channels + w.channel;
    const Vector<T, V> up = take<T, V>(dy + at), in = take<T, V>(x + at);
    Vector<T, V> out;
#pragma unroll
    for (int v = 0; v < V; v++) {
      const float value = wide(in.at[v]);
      const float gradient = masked(wide(up.at[v]), fmaf(value, factor[v], term[v]), ceiling);
      out.at[v] = narrow<T>(fmaf(gradient, factor[v], fmaf(value, slope[v], constant[v])));
    }
    put<T, V>(dx + at, out);
  }
}

struct Pooling {
  int height, width, channels, outHeight, outWidth, windowHeight, windowWidth, strideY, strideX, dilationY, dilationX, top, left;
};

/// The vector that a thread handles: its channel, its pixel in an image of `height` by `width`, and its image.
struct Spot {
  int channel, x, y, image;
};
template <int V> __device__ __forceinline__ Spot spot(unsigned i, int channels, int height, int width) {
  const unsigned vectors = channels / V, pixel = i / vectors, row = pixel / width;
  return {static_cast<int>(i % vectors) * V, static_cast<int>(pixel % width), static_cast<int>(row % height), static_cast<int>(row / height)};
}
__device__ __forceinline__ i64 offset(int image, int y, int x, int height, int width, int channels, int channel) {
  return ((static_cast<i64>(image) * height + y) * width + x) * channels + channel;
}

/// Calls body(place in the window, y, x) for each pixel of the image under the window of an output.
template <class Body> __device__ __forceinline__ void overWindow(const Pooling& p, const Spot& s, const Body& body) {
  for (int wy = 0; wy < p.windowHeight; wy++) {
    const int y = s.y * p.strideY - p.top + wy * p.dilationY;
    if (y < 0 || y >= p.height) continue;
    for (int wx = 0; wx < p.windowWidth; wx++) {
      const int x = s.x * p.strideX - p.left + wx * p.dilationX;
      if (x >= 0 && x < p.width) body(wy * p.windowWidth + wx, y, x);
    }
  }
}

/// Calls body(place in the window, y, x) for each output whose window covers a pixel of the image, in a fixed order.
template <class Body> __device__ __forceinline__ void overCovering(const Pooling& p, const Spot& s, const Body& body) {
  const int ty = s.y + p.top, tx = s.x + p.left;
  const int firstY = max(0, (ty - (p.windowHeight - 1) * p.dilationY + p.strideY - 1) / p.strideY), lastY = min(p.outHeight - 1, ty / p.strideY);
  const int firstX = max(0, (tx - (p.windowWidth - 1) * p.dilationX + p.strideX - 1) / p.strideX), lastX = min(p.outWidth - 1, tx / p.strideX);
  for (int y = firstY; y <= lastY; y++) {
    const int wy = (ty - y * p.strideY) / p.dilationY;
    if (wy * p.dilationY != ty - y * p.strideY || wy >= p.windowHeight) continue;
    for (int x = firstX; x <= lastX; x++) {
      const int wx = (tx - x * p.strideX) / p.dilationX;
      if (wx * p.dilationX == tx - x * p.strideX && wx < p.windowWidth) body(wy * p.windowWidth + wx, y, x);
    }
  }
}

/// `count` vectors of output. NaN wins, as in PyTorch. Places are bytes.
template <class T, int V> __device__ void maxPool(const T* x, T* y, u8* places, const Pooling& p, unsigned count) {
  for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += gridDim.x * blockDim.x) {
    const Spot s = spot<V>(i, p.channels, p.outHeight, p.outWidth);
    float best[V];
    int place[V];
#pragma unroll
    for (int v = 0; v < V; v++) {
      best[v] = -__int_as_float(0x7f800000);
      place[v] = -1;
    }
    overWindow(p, s, [&](int index, int iy, int ix) {
      const Vector<T, V> in = take<T, V>(x + offset(s.image, iy, ix, p.height, p.width, p.channels, s.channel));
#pragma unroll
      for (int v = 0; v < V; v++) {
        const float value = wide(in.at[v]);
        if (value > best[v] || value != value || place[v] < 0) {
          best[v] = value;
          place[v] = index;
        }
      }
    });
    Vector<T, V> out;
    Vector<u8, V> where;
#pragma unroll
    for (int v = 0; v < V; v++) {
      out.at[v] = narrow<T>(best[v]);
      where.at[v] = static_cast<u8>(place[v]);
    }
    put<T, V>(y + static_cast<i64>(i) * V, out);
    if (places != nullptr) put<u8, V>(places + static_cast<i64>(i) * V, where);
  }
}

/// `count` vectors of input. Each gathers from the windows that cover it, so no two threads add to one place.
template <class T, int V> __device__ void maxPoolGradient(const T* dy, const u8* places, T* dx, const Pooling& p, unsigned count) {
  for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += gridDim.x * blockDim.x) {
    const Spot s = spot<V>(i, p.channels, p.height, p.width);
    float sum[V] = {};
    overCovering(p, s, [&](int index, int oy, int ox) {
      const i64 at = offset(s.image, oy, ox, p.outHeight, p.outWidth, p.channels, s.channel);
      const Vector<T, V> up = take<T, V>(dy + at);
      const Vector<u8, V> where = take<u8, V>(places + at);
#pragma unroll
      for (int v = 0; v < V; v++) sum[v] += where.at[v] == index ? wide(up.at[v]) : 0.0f;
    });
    Vector<T, V> out;
#pragma unroll
    for (int v = 0; v < V; v++) out.at[v] = narrow<T>(sum[v]);
    put<T, V>(dx + static_cast<i64>(i) * V, out);
  }
}

/// The mean over the pixels of the image in each window.
template <class T, int V> __device__ void averagePool(const T* x, T* y, const Pooling& p, unsigned count) {
  for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += gridDim.x * blockDim.x) {
    const Spot s = spot<V>(i, p.channels, p.outHeight, p.outWidth);
    float sum[V] = {};
    int pixels = 0;
    overWindow(p, s, [&](int, int iy, int ix) {
      const Vector<T, V> in = take<T, V>(x + offset(s.image, iy, ix, p.height, p.width, p.channels, s.channel));
      pixels++;
#pragma unroll
      for (int v = 0; v < V; v++) sum[v] += wide(in.at[v]);
    });
    Vector<T, V> out;
#pragma unroll
    for (int v = 0; v < V; v++) out.at[v] = narrow<T>(sum[v] / pixels);
    put<T, V>(y + static_cast<i64>(i) * V, out);
  }
}

template <class T, int V> __device__ void averagePoolGradient(const T* dy, T* dx, const Pooling& p, unsigned count) {
  for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += gridDim.x * blockDim.x) {
    const Spot s = spot<V>(i, p.channels, p.height, p.width);
    float sum[V] = {};
    overCovering(p, s, [&](int, int oy, int ox) {
      int pixels = 0;
      overWindow(p, {s.channel, ox, oy, s.image}, [&](int, int, int) { pixels++; });
      const Vector<T, V> up = take<T, V>(dy + offset(s.image, oy, ox, p.outHeight, p.outWidth, p.channels, s.channel));
      const float share = 1.0f / pixels;
#pragma unroll
      for (int v = 0; v < V; v++) sum[v] = fmaf(wide(up.at[v]), share, sum[v]);
    });
    Vector<T, V> out;
#pragma unroll
    for (int v = 0; v < V; v++) out.at[v] = narrow<T>(sum[v]);
    put<T, V>(dx + static_cast<i64>(i) * V, out);
  }
}

/// One thread per output pixel: its source by the image's matrix [6], bilinear, times gain / 255, plus bias. levels[2] per image.
extern "C" __global__ void warp(const u8* source, const float* matrices, const float* levels, float* target, i64 images, i64 height, i64 width,
                                i64 channels, i64 outHeight, i64 outWidth, int edge) {
  const i64 count = images * outHeight * outWidth;
  for (i64 i = static_cast<i64>(blockIdx.x) * blockDim.x + threadIdx.x; i < count; i += static_cast<i64>(gridDim.x) * blockDim.x) {
    const i64 x = i % outWidth, y = i / outWidth % outHeight, image = i / outWidth / outHeight;
    const float* m = matrices + 6 * image;
    const float gain = levels[2 * image] / 255.0f, bias = levels[2 * image + 1];
    const float sx = m[0] * x + m[1] * y + m[2], sy = m[3] * x + m[4] * y + m[5];
    const bool near = sx > -1e6f && sx < 1e6f && sy > -1e6f && sy < 1e6f;
    const i64 x0 = near ? static_cast<i64>(floorf(sx)) : -2, y0 = near ? static_cast<i64>(floorf(sy)) : -2;
    const float fx = near ? sx - x0 : 0, fy = near ? sy - y0 : 0;
    float weight[4] = {(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy};
    const u8* corner[4];
#pragma unroll
    for (int k = 0; k < 4; k++) {
      const i64 cx = x0 + (k & 1), cy = y0 + (k >> 1);
      if (!edge && (cx < 0 || cx >= width || cy < 0 || cy >= height)) weight[k] = 0;
      const i64 nx = cx < 0 ? 0 : cx >= width ? width - 1 : cx, ny = cy < 0 ? 0 : cy >= height ? height - 1 : cy;
      corner[k] = source + ((image * height + ny) * width + nx) * channels;
    }
    for (i64 c = 0; c < channels; c++)
      target[i * channels + c] =
          (weight[0] * corner[0][c] + weight[1] * corner[1][c] + weight[2] * corner[2][c] + weight[3] * corner[3][c]) * gain + bias;
  }
}

extern "C" __global__ void parameterGradientsAll(const float* partial, int parts, i64 rows, int channels, const float* scale,
                                                 const float* inverse, float* gradScale, float* gradOffset, float* coefficients) {
  parameterGradients(partial, parts, rows, channels, scale, inverse, gradScale, gradOffset, coefficients);
}

// Names end with the element type (f or h) and the number of channels per thread.
#define WITH_VECTOR(T, V, END)                                                                                                            \
  extern "C" __global__ void moments_##END(const T* x, i64 rows, int channels, int tile, float* partial) {                                \
    moments<T, V>(x, rows, channels, tile, partial);                                                                                      \
  }                                                                                                                                       \
  extern "C" __global__ void normalise_##END(const T* x, const T* residual, const float* scale, const float* offset, const float* mean,   \
                                             const float* deviation, float epsilon, float ceiling, T* y, i64 rows, int channels,         \
                                             int tile) {                                                                                  \
    normalise<T, V>(x, residual, scale, offset, mean, deviation, epsilon, ceiling, y, rows, channels, tile);                              \
  }                                                                                                                                       \
  extern "C" __global__ void gradientSums_##END(const T* dy, const T* x, const T* y, const float* scale, const float* offset,             \
                                                const float* mean, const float* inverse, float ceiling, T* g, i64 rows, int channels,    \
                                                int tile, float* partial) {                                                               \
    gradientSums<T, V>(dy, x, y, scale, offset, mean, inverse, ceiling, g, rows, channels, tile, partial);                                \
  }                                                                                                                                       \
  extern "C" __global__ void inputGradient_##END(const T* dy, const T* x, const float* scale, const float* offset, const float* mean,     \
                                                 const float* inverse, const float* coefficients, float ceiling, T* dx, i64 rows,        \
                                                 int channels, int tile) {                                                                \
    inputGradient<T, V>(dy, x, scale, offset, mean, inverse, coefficients, ceiling, dx, rows, channels, tile);                            \
  }                                                                                                                                       \
  extern "C" __global__ void maxPool_##END(const T* x, T* y, u8* places, Pooling p, unsigned count) { maxPool<T, V>(x, y, places, p, count); } \
  extern "C" __global__ void maxPoolGradient_##END(const T* dy, const u8* places, T* dx, Pooling p, unsigned count) {                          \
    maxPoolGradient<T, V>(dy, places, dx, p, count);                                                                                      \
  }                                                                                                                                       \
  extern "C" __global__ void averagePool_##END(const T* x, T* y, Pooling p, unsigned count) { averagePool<T, V>(x, y, p, count); }             \
  extern "C" __global__ void averagePoolGradient_##END(const T* dy, T* dx, Pooling p, unsigned count) {                                        \
    averagePoolGradient<T, V>(dy, dx, p, count);                                                                                          \
  }
#define WITH_TYPE(T, END)                                                                                                                 \
  extern "C" __global__ void statistics_##END(const T* x, const float* partial, int parts, i64 rows, int channels, double epsilon,        \
                                              double momentum, float* mean, float* inverse, float* runningMean,                           \
                                              float* runningVariance) {                                                                   \
    statistics<T>(x, partial, parts, rows, channels, epsilon, momentum, mean, inverse, runningMean, runningVariance);                     \
  }
WITH_VECTOR(float, 4, f4)
WITH_VECTOR(float, 1, f1)
WITH_VECTOR(bf16, 8, h8)
WITH_VECTOR(bf16, 1, h1)
WITH_TYPE(float, f)
WITH_TYPE(bf16, h)
)cuda";

}  // namespace osteograde
