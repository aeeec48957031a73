// Plain loops over memory, compiled once per instruction set and selected at run time. They do not depend on ATen: they take pointers
// and a range of rows, so the caller decides how threads share the work.
#pragma once
#include <cstdint>

namespace osteograde {

/// Elements are float32, or bfloat16 stored in 16 bits.
enum class Element { kFloat, kBfloat16 };

/// One pooling window on an image: sizes of the input, the output and the window.
struct Pooling {
  int64_t height, width, channels;
  int64_t outHeight, outWidth;
  int64_t windowHeight, windowWidth;
  int64_t strideY, strideX, dilationY, dilationX, top, left;
};

struct AdamSettings {
  float rate;        // learning rate, including the first moment's bias correction
  float beta1, beta2, epsilon;
  float rootOfBias2; // 1 / sqrt(1 - beta2^t)
  float decay;       // share by which weights shrink before the step (AdamW)
  float l2;          // this times the weights is added to the gradient (Adam)
};

/// One image of an affine warp. The matrix maps an output pixel (x, y) to a position in the source.
struct Warp {
  int64_t height, width, channels, outHeight, outWidth;
  const float* matrix;  // [6]
  float gain, bias;     // applied to value / 255
  bool edge;            // outside the image: the nearest pixel if true, otherwise zero
};

struct Loops {
  const char* name;

  /// Adds each channel's sum and sum of squares of (x - shift) over rows [begin, end) to the doubles. scratch has 2 C floats.
  void (*moments)(Element, const void* x, const float* shift, int64_t begin, int64_t end, int64_t channels, float* scratch,
                  double* sum, double* squares);
  /// Adds each channel's float32 values over rows [begin, end) to `sum`, row by row.
  void (*sums)(const float* x, int64_t begin, int64_t end, int64_t channels, float* sum);
  /// Adds each channel's (x - mean)^2 in the same way, with product and sum rounded once.
  void (*squaredDeviations)(const float* x, const float* mean, int64_t begin, int64_t end, int64_t channels, float* sum);
  /// y = x * scale + offset (+ residual), then limited to [0, ceiling] unless the ceiling is 0 (infinity: ReLU; 6: ReLU6).
  void (*normalise)(Element, const void* x, const float* scale, const float* offset, const void* residual, float ceiling, void* y,
                    int64_t begin, int64_t end, int64_t channels);
  /// Adds each channel's sums of g and of g * (x - mean). g is dy, or zero where the output was limited. The output is `y` if given,
  /// otherwise x * scale + offset. A ceiling of 0 limits nothing. Writes g if requested. scratch has 2 C floats.
  void (*normaliseSums)(Element, const void* dy, const void* x, const void* y, float ceiling, const float* scale,
                        const float* offset, const float* mean, void* g, int64_t begin, int64_t end, int64_t channels,
                        float* scratch, double* sumG, double* sumGX);
  /// dx = g * a + (x - mean) * b + c, with g masked as above.
  void (*normaliseInput)(Element, const void* dy, const void* x, float ceiling, const float* scale, const float* offset,
                         const float* mean, const float* a, const float* b, const float* c, void* dx, int64_t begin,
                         int64_t end, int64_t channels);

  /// Output rows [begin, end), counted over all images. `where` may be null; otherwise it receives the place of the maximum in its window.
  void (*maxPool)(Element, const void* x, void* y, uint8_t* where, const Pooling&, int64_t begin, int64_t end);
  /// Whole images [begin, end). dx must be zero before.
  void (*maxPoolGradient)(Element, const void* dy, const uint8_t* where, void* dx, const Pooling&, int64_t begin, int64_t end);

  void (*adam)(float* weights, const float* gradient, float* first, float* second, const AdamSettings&, int64_t begin, int64_t end);

  /// Output rows [begin, end) of one image of bytes, with bilinear interpolation.
  void (*warp)(const uint8_t* source, float* target, const Warp&, int64_t begin, int64_t end);
};

/// The loops for the best instruction set of this processor.
const Loops& loops();

const Loops& loopsBaseline();
#ifdef OSTEOGRADE_X86
const Loops& loopsAvx2();
const Loops& loopsAvx512();
#endif

}  // namespace osteograde
