// The loops of loops.h, written so that the compiler vectorises them over channels. This file is compiled several times;
// OSTEOGRADE_LOOPS names the function that returns them. It includes no library code that could leak wide instructions.
#include "loops.h"

#ifndef OSTEOGRADE_LOOPS
#define OSTEOGRADE_LOOPS loopsBaseline
#endif

namespace osteograde {

namespace {

struct Bfloat16 {
  uint16_t bits;
};

inline float load(float value) { return value; }
inline float load(Bfloat16 value) {
  const uint32_t bits = static_cast<uint32_t>(value.bits) << 16;
  float result;
  __builtin_memcpy(&result, &bits, 4);
  return result;
}
inline void store(float* place, float value) { *place = value; }
/// Rounds to nearest, ties to even. NaN stays NaN.
inline void store(Bfloat16* place, float value) {
  uint32_t bits;
  __builtin_memcpy(&bits, &value, 4);
  const uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
  place->bits = static_cast<uint16_t>(value == value ? rounded : 0x7fc0u);
}

/// After this many rows, float sums are added to doubles, so that a long sum loses no digits.
constexpr int64_t kRowsPerBlock = 64;

template <class T>
void momentsOf(const T* __restrict x, const float* __restrict shift, int64_t begin, int64_t end, int64_t channels,
               float* __restrict scratch, double* __restrict sum, double* __restrict squares) {
  float* __restrict s = scratch;
  float* __restrict q = scratch + channels;
  for (int64_t block = begin; block < end; block += kRowsPerBlock) {
    const int64_t last = block + kRowsPerBlock < end ? block + kRowsPerBlock : end;
    for (int64_t c = 0; c < channels; c++) s[c] = q[c] = 0;
    int64_t row = block;
    for (; row + 4 <= last; row += 4) {
      const T* __restrict r = x + row * channels;
      for (int64_t c = 0; c < channels; c++) {
        const float k = shift[c];
        const float v0 = load(r[c]) - k, v1 = load(r[c + channels]) - k;
        const float v2 = load(r[c + 2 * channels]) - k, v3 = load(r[c + 3 * channels]) - k;
        s[c] += (v0 + v1) + (v2 + v3);
        q[c] += (v0 * v0 + v1 * v1) + (v2 * v2 + v3 * v3);
      }
    }
    for (; row < last; row++) {
      const T* __restrict r = x + row * channels;
      for (int64_t c = 0; c < channels; c++) {
        const float v = load(r[c]) - shift[c];
        s[c] += v;
        q[c] += v * v;
      }
    }
    for (int64_t c = 0; c < channels; c++) {
      sum[c] += s[c];
      squares[c] += q[c];
    }
  }
}

/// a * b + c, rounded once if the processor can do so.
inline float fused(float a, float b, float c) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
  return __builtin_fmaf(a, b, c);
#else
  return a * b + c;
#endif
}

void sumsOfRows(const float* __restrict x, int64_t begin, int64_t end, int64_t channels, float* __restrict sum) {
  int64_t row = begin;
  for (; row + 4 <= end; row += 4) {
    const float* __restrict r = x + row * channels;
    for (int64_t c = 0; c < channels; c++)
      sum[c] = (((sum[c] + r[c]) + r[c + channels]) + r[c + 2 * channels]) + r[c + 3 * channels];
  }
  for (; row < end; row++)
    for (int64_t c = 0; c < channels; c++) sum[c] += x[row * channels + c];
}

void squaredDeviationsOfRows(const float* __restrict x, const float* __restrict mean, int64_t begin, int64_t end,
                             int64_t channels, float* __restrict sum) {
  int64_t row = begin;
  for (; row + 4 <= end; row += 4) {
    const float* __restrict r = x + row * channels;
    for (int64_t c = 0; c < channels; c++) {
      const float d0 = r[c] - mean[c], d1 = r[c + channels] - mean[c];
      const float d2 = r[c + 2 * channels] - mean[c], d3 = r[c + 3 * channels] - mean[c];
      sum[c] = fused(d3, d3, fused(d2, d2, fused(d1, d1, fused(d0, d0, sum[c]))));
    }
  }
  for (; row < end; row++)
    for (int64_t c = 0; c < channels; c++) {
      const float d = x[row * channels + c] - mean[c];
      sum[c] = fused(d, d, sum[c]);
    }
}

template <class T, bool kResidual, bool kRelu>
void normaliseRows(const T* __restrict x, const float* __restrict scale, const float* __restrict offset,
                   const T* __restrict residual, float ceiling, T* __restrict y, int64_t begin, int64_t end, int64_t channels) {
  for (int64_t row = begin; row < end; row++) {
    const int64_t at = row * channels;
    for (int64_t c = 0; c < channels; c++) {
      float v = fused(load(x[at + c]), scale[c], offset[c]);
      if (kResidual) v += load(residual[at + c]);
      if (kRelu) {  // NaN passes, so that a diverged step is noticed
        v = v < 0 ? 0 : v;
        v = v > ceiling ? ceiling : v;
      }
      store(&y[at + c], v);
    }
  }
}

template <class T>
void normaliseOf(const T* x, const float* scale, const float* offset, const T* residual, float ceiling, T* y, int64_t begin,
                 int64_t end, int64_t channels) {
  const bool relu = ceiling > 0;
  auto* rows = normaliseRows<T, false, false>;
  if (residual != nullptr) rows = relu ? normaliseRows<T, true, true> : normaliseRows<T, true, false>;
  else if (relu) rows = normaliseRows<T, false, true>;
  rows(x, scale, offset, residual, ceiling, y, begin, end, channels);
}

enum class Mask { kNone, kFromInput, kFromOutput };

template <class T, Mask kMask>
inline float masked(const T* dy, const T* x, const T* y, float ceiling, const float* scale, const float* offset, int64_t i, int64_t c) {
  const float g = load(dy[i]);
  if (kMask == Mask::kNone) return g;
  const float output = kMask == Mask::kFromOutput ? load(y[i]) : fused(load(x[i]), scale[c], offset[c]);
  return (output > 0) & (output < ceiling) ? g : 0;
}

template <class T, Mask kMask, bool kWrite>
void sumsRows(const T* __restrict dy, const T* __restrict x, const T* __restrict y, float ceiling, const float* __restrict scale,
              const float* __restrict offset, const float* __restrict mean, T* __restrict written, int64_t begin, int64_t end,
              int64_t channels, float* __restrict scratch, double* __restrict sumG, double* __restrict sumGX) {
  float* __restrict s = scratch;
  float* __restrict q = scratch + channels;
  for (int64_t block = begin; block < end; block += kRowsPerBlock) {
    const int64_t last = block + kRowsPerBlock < end ? block + kRowsPerBlock : end;
    for (int64_t c = 0; c < channels; c++) s[c] = q[c] = 0;
    int64_t row = block;
    for (; row + 2 <= last; row += 2) {
      const int64_t at = row * channels, next = at + channels;
      for (int64_t c = 0; c < channels; c++) {
        const float g0 = masked<T, kMask>(dy, x, y, ceiling, scale, offset, at + c, c);
        const float g1 = masked<T, kMask>(dy, x, y, ceiling, scale, offset, next + c, c);
        if (kWrite) {
          store(&written[at + c], g0);
          store(&written[next + c], g1);
        }
        s[c] += g0 + g1;
        q[c] += g0 * (load(x[at + c]) - mean[c]) + g1 * (load(x[next + c]) - mean[c]);
      }
    }
    for (; row < last; row++) {
      const int64_t at = row * channels;
      for (int64_t c = 0; c < channels; c++) {
        const float g = masked<T, kMask>(dy, x, y, ceiling, scale, offset, at + c, c);
        if (kWrite) store(&written[at + c], g);
        s[c] += g;
        q[c] += g * (load(x[at + c]) - mean[c]);
      }
    }
    for (int64_t c = 0; c < channels; c++) {
      sumG[c] += s[c];
      sumGX[c] += q[c];
    }
  }
}

template <class T>
void sumsOf(const T* dy, const T* x, const T* y, float ceiling, const float* scale, const float* offset, const float* mean, T* g,
            int64_t begin, int64_t end, int64_t channels, float* scratch, double* sumG, double* sumGX) {
  const bool relu = ceiling > 0;
  auto* rows = sumsRows<T, Mask::kNone, false>;
  if (relu && y != nullptr)
    rows = g != nullptr ? sumsRows<T, Mask::kFromOutput, true> : sumsRows<T, Mask::kFromOutput, false>;
  else if (relu)
    rows = g != nullptr ? sumsRows<T, Mask::kFromInput, true> : sumsRows<T, Mask::kFromInput, false>;
  rows(dy, x, y, ceiling, scale, offset, mean, g, begin, end, channels, scratch, sumG, sumGX);
}

template <class T, Mask kMask>
void inputRows(const T* __restrict dy, const T* __restrict x, float ceiling, const float* __restrict scale, const float* __restrict offset,
               const float* __restrict mean, const float* __restrict a, const float* __restrict b, const float* __restrict k,
               T* __restrict dx, int64_t begin, int64_t end, int64_t channels) {
  for (int64_t row = begin; row < end; row++) {
    const int64_t at = row * channels;
    for (int64_t c = 0; c < channels; c++) {
      const float g = masked<T, kMask>(dy, x, nullptr, ceiling, scale, offset, at + c, c);
      store(&dx[at + c], g * a[c] + (load(x[at + c]) - mean[c]) * b[c] + k[c]);
    }
  }
}

/// Number of channels that are pooled at a time, in float32 registers, because comparing and selecting mixed widths is slow.
constexpr int64_t kPooledChannels = 64;

/// The channels of one output pixel, at most kPooledChannels, with the window starting at (iy, ix) of the image.
template <class T>
void maxOfWindow(const T* image, T* __restrict out, uint8_t* __restrict where, const Pooling& p, int64_t iy, int64_t ix, int64_t count) {
  float best[kPooledChannels];
  int32_t place[kPooledChannels];
  for (int64_t c = 0; c < count; c++) {
    best[c] = -__builtin_inff();
    place[c] = -1;
  }
  for (int64_t wy = 0; wy < p.windowHeight; wy++) {
    const int64_t y = iy + wy * p.dilationY;
    if (y < 0 || y >= p.height) continue;
    for (int64_t wx = 0; wx < p.windowWidth; wx++) {
      const int64_t x = ix + wx * p.dilationX;
      if (x < 0 || x >= p.width) continue;
      const T* __restrict in = image + (y * p.width + x) * p.channels;
      const int32_t index = static_cast<int32_t>(wy * p.windowWidth + wx);
      for (int64_t c = 0; c < count; c++) {
        const float v = load(in[c]);
        const bool more = (v > best[c]) | (v != v) | (place[c] < 0);  // NaN wins, as in PyTorch
        best[c] = more ? v : best[c];
        place[c] = more ? index : place[c];
      }
    }
  }
  for (int64_t c = 0; c < count; c++) store(&out[c], best[c]);
  if (where != nullptr)
    for (int64_t c = 0; c < count; c++) where[c] = static_cast<uint8_t>(place[c]);
}

template <class T>
void maxPoolOf(const T* x, T* y, uint8_t* where, const Pooling& p, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    const int64_t image = row / p.outHeight, oy = row % p.outHeight;
    const T* source = x + image * p.height * p.width * p.channels;
    for (int64_t ox = 0; ox < p.outWidth; ox++) {
      const int64_t at = (row * p.outWidth + ox) * p.channels;
      const int64_t iy = oy * p.strideY - p.top, ix = ox * p.strideX - p.left;
      for (int64_t c = 0; c < p.channels; c += kPooledChannels) {
        const int64_t left = p.channels - c;
        uint8_t* place = where == nullptr ? nullptr : where + at + c;
        // The count is a constant if possible, so that the loops unroll.
        if (left >= kPooledChannels) maxOfWindow(source + c, y + at + c, place, p, iy, ix, kPooledChannels);
        else maxOfWindow(source + c, y + at + c, place, p, iy, ix, left);
      }
    }
  }
}

template <class T>
void maxPoolGradientOf(const T* dy, const uint8_t* where, T* dx, const Pooling& p, int64_t begin, int64_t end) {
  const int64_t channels = p.channels;
  for (int64_t row = begin * p.outHeight; row < end * p.outHeight; row++) {
    const int64_t image = row / p.outHeight, oy = row % p.outHeight;
    T* target = dx + image * p.height * p.width * channels;
    for (int64_t ox = 0; ox < p.outWidth; ox++) {
      const T* __restrict g = dy + (row * p.outWidth + ox) * channels;
      const uint8_t* __restrict place = where + (row * p.outWidth + ox) * channels;
      for (int64_t wy = 0; wy < p.windowHeight; wy++) {
        const int64_t iy = oy * p.strideY - p.top + wy * p.dilationY;
        if (iy < 0 || iy >= p.height) continue;
        for (int64_t wx = 0; wx < p.windowWidth; wx++) {
          const int64_t ix = ox * p.strideX - p.left + wx * p.dilationX;
          if (ix < 0 || ix >= p.width) continue;
          T* __restrict to = target + (iy * p.width + ix) * channels;
          const uint8_t index = static_cast<uint8_t>(wy * p.windowWidth + wx);
          for (int64_t c = 0; c < channels; c++) store(&to[c], load(to[c]) + (place[c] == index ? load(g[c]) : 0.0f));
        }
      }
    }
  }
}

void adamOf(float* __restrict weights, const float* __restrict gradient, float* __restrict first, float* __restrict second,
            const AdamSettings& s, int64_t begin, int64_t end) {
  const float rate = s.rate, beta1 = s.beta1, beta2 = s.beta2, epsilon = s.epsilon, root = s.rootOfBias2;
  const float keep = 1 - s.decay, l2 = s.l2;
  for (int64_t i = begin; i < end; i++) {
    const float w = weights[i] * keep;
    const float g = gradient[i] + l2 * weights[i];
    const float m = beta1 * first[i] + (1 - beta1) * g;
    const float v = beta2 * second[i] + (1 - beta2) * g * g;
    first[i] = m;
    second[i] = v;
    weights[i] = w - rate * m / (__builtin_sqrtf(v) * root + epsilon);
  }
}

inline int64_t clamped(int64_t value, int64_t last) { return value < 0 ? 0 : value > last ? last : value; }

void warpOf(const uint8_t* source, float* target, const Warp& w, int64_t begin, int64_t end) {
  const float* m = w.matrix;
  const float unit = w.gain / 255.0f;
  const int64_t channels = w.channels;
  for (int64_t y = begin; y < end; y++) {
    for (int64_t x = 0; x < w.outWidth; x++) {
      const float sx = m[0] * x + m[1] * y + m[2], sy = m[3] * x + m[4] * y + m[5];
      float* out = target + (y * w.outWidth + x) * channels;
      // Far outside or not finite: no image pixel is read. The bounds keep the integer conversion defined.
      const bool near = sx > -1e6f && sx < 1e6f && sy > -1e6f && sy < 1e6f;
      const int64_t x0 = near ? static_cast<int64_t>(__builtin_floorf(sx)) : -2;
      const int64_t y0 = near ? static_cast<int64_t>(__builtin_floorf(sy)) : -2;
      const float fx = near ? sx - x0 : 0, fy = near ? sy - y0 : 0;
      float weight[4] = {(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy};
      const uint8_t* corner[4];
      for (int k = 0; k < 4; k++) {
        const int64_t cx = x0 + (k & 1), cy = y0 + (k >> 1);
        const bool inside = cx >= 0 && cx < w.width && cy >= 0 && cy < w.height;
        if (!inside && !w.edge) weight[k] = 0;
        corner[k] = source + (clamped(cy, w.height - 1) * w.width + clamped(cx, w.width - 1)) * channels;
      }
      for (int64_t c = 0; c < channels; c++) {
        const float v = weight[0] * corner[0][c] + weight[1] * corner[1][c] + weight[2] * corner[2][c] + weight[3] * corner[3][c];
        out[c] = v * unit + w.bias;
      }
    }
  }
}

// From here on: conversion from element codes to types.

template <class T>
const T* as(const void* p) { return static_cast<const T*>(p); }
template <class T>
T* as(void* p) { return static_cast<T*>(p); }

void moments(Element e, const void* x, const float* shift, int64_t begin, int64_t end, int64_t channels, float* scratch,
             double* sum, double* squares) {
  if (e == Element::kFloat) momentsOf(as<float>(x), shift, begin, end, channels, scratch, sum, squares);
  else momentsOf(as<Bfloat16>(x), shift, begin, end, channels, scratch, sum, squares);
}

void normalise(Element e, const void* x, const float* scale, const float* offset, const void* residual, float ceiling, void* y,
               int64_t begin, int64_t end, int64_t channels) {
  if (e == Element::kFloat)
    normaliseOf(as<float>(x), scale, offset, as<float>(residual), ceiling, as<float>(y), begin, end, channels);
  else
    normaliseOf(as<Bfloat16>(x), scale, offset, as<Bfloat16>(residual), ceiling, as<Bfloat16>(y), begin, end, channels);
}

void normaliseSums(Element e, const void* dy, const void* x, const void* y, float ceiling, const float* scale, const float* offset,
                   const float* mean, void* g, int64_t begin, int64_t end, int64_t channels, float* scratch, double* sumG,
                   double* sumGX) {
  if (e == Element::kFloat)
    sumsOf(as<float>(dy), as<float>(x), as<float>(y), ceiling, scale, offset, mean, as<float>(g), begin, end, channels, scratch,
           sumG, sumGX);
  else
    sumsOf(as<Bfloat16>(dy), as<Bfloat16>(x), as<Bfloat16>(y), ceiling, scale, offset, mean, as<Bfloat16>(g), begin, end,
           channels, scratch, sumG, sumGX);
}

template <class T>
void inputOf(const void* dy, const void* x, float ceiling, const float* scale, const float* offset, const float* mean,
             const float* a, const float* b, const float* c, void* dx, int64_t begin, int64_t end, int64_t channels) {
  (ceiling > 0 ? inputRows<T, Mask::kFromInput> : inputRows<T, Mask::kNone>)(as<T>(dy), as<T>(x), ceiling, scale, offset, mean, a, b,
                                                                            c, as<T>(dx), begin, end, channels);
}

void normaliseInput(Element e, const void* dy, const void* x, float ceiling, const float* scale, const float* offset,
                    const float* mean, const float* a, const float* b, const float* c, void* dx, int64_t begin, int64_t end,
                    int64_t channels) {
  (e == Element::kFloat ? inputOf<float> : inputOf<Bfloat16>)(dy, x, ceiling, scale, offset, mean, a, b, c, dx, begin, end, channels);
}

void maxPool(Element e, const void* x, void* y, uint8_t* where, const Pooling& p, int64_t begin, int64_t end) {
  if (e == Element::kFloat) maxPoolOf(as<float>(x), as<float>(y), where, p, begin, end);
  else maxPoolOf(as<Bfloat16>(x), as<Bfloat16>(y), where, p, begin, end);
}

void maxPoolGradient(Element e, const void* dy, const uint8_t* where, void* dx, const Pooling& p, int64_t begin, int64_t end) {
  if (e == Element::kFloat) maxPoolGradientOf(as<float>(dy), where, as<float>(dx), p, begin, end);
  else maxPoolGradientOf(as<Bfloat16>(dy), where, as<Bfloat16>(dx), p, begin, end);
}

#define NAME_OF(x) #x
#define NAME(x) NAME_OF(x)
const Loops kLoops{NAME(OSTEOGRADE_LOOPS), moments, sumsOfRows, squaredDeviationsOfRows, normalise, normaliseSums,
                   normaliseInput, maxPool, maxPoolGradient, adamOf, warpOf};

}  // namespace

const Loops& OSTEOGRADE_LOOPS() { return kLoops; }

}  // namespace osteograde
