// Batch normalisation over all axes but the last (Ioffe & Szegedy 2015), fused with ReLU and a residual, and its gradient.
// Three passes over memory forward (two under bf16), two backward.
#include <cmath>

#include "device.h"
#include "element.h"

namespace osteograde {

namespace {

int threadsFor(int64_t rows, int64_t channels) {
  return rows * channels < 32768 ? 1 : static_cast<int>(std::min<int64_t>(at::get_num_threads(), rows));
}

/// Runs body(part, begin, end) over equal parts of the rows. The parts are the same for the same number of threads, so sums are
/// the same bit for bit.
template <class Body>
void inParts(int parts, int64_t rows, const Body& body) {
  at::parallel_for(0, parts, 1, [&](int64_t from, int64_t to) {
    for (int64_t part = from; part < to; part++) body(part, rows * part / parts, rows * (part + 1) / parts);
  });
}

/// A grid for the kernels that add the blocks' sums of each channel.
Grid foldGrid(int64_t channels) { return {static_cast<unsigned>((channels + 31) / 32), 1, 32, 32, 0}; }

struct ChannelSums {
  std::vector<double> first, second;  // [parts, channels], added into the first part at the end
  int64_t channels;
  int parts;
  ChannelSums(int parts, int64_t channels) : first(parts * channels), second(parts * channels), channels(channels), parts(parts) {}
  void fold() {
    for (int part = 1; part < parts; part++)
      for (int64_t c = 0; c < channels; c++) {
        first[c] += first[part * channels + c];
        second[c] += second[part * channels + c];
      }
  }
};

/// float32, contiguous, on the host.
const float* values(const Tensor& t) { return t.data_ptr<float>(); }

struct Statistics {
  Tensor mean, variance, inverse;  // float32 [channels]; variance is biased, inverse is 1 / sqrt(variance + epsilon)
  explicit Statistics(int64_t channels)
      : mean(at::empty({channels}, at::kFloat)), variance(at::empty({channels}, at::kFloat)), inverse(at::empty({channels}, at::kFloat)) {}
};

/// float32 statistics with the same roundings as PyTorch on a CPU: float sums per thread over rows in order, joined in double; first the
/// mean, then squared deviations. Forward passes then agree to the last bit, and so do the ReLU masks that gradients depend on.
Statistics floatStatistics(const Tensor& x, int64_t rows, int64_t channels, double epsilon) {
  Statistics result(channels);
  const float* data = x.data_ptr<float>();
  float* mean = result.mean.data_ptr<float>();
  const int64_t threads = at::get_num_threads(), share = (rows + threads - 1) / threads;
  std::vector<float> sums(threads * channels);
  const auto overRows = [&](const auto& loop) {
    std::fill(sums.begin(), sums.end(), 0.0f);
    at::parallel_for(0, threads, 1, [&](int64_t from, int64_t to) {
      for (int64_t t = from; t < to; t++)
        loop(std::min(rows, t * share), std::min(rows, (t + 1) * share), &sums[t * channels]);
    });
  };
  const auto joined = [&](int64_t c) {
    double sum = 0;
    for (int64_t t = 0; t < threads; t++) sum += sums[t * channels + c];
    return sum;
  };
  overRows([&](int64_t begin, int64_t end, float* sum) { loops().sums(data, begin, end, channels, sum); });
  for (int64_t c = 0; c < channels; c++) mean[c] = static_cast<float>(joined(c) / rows);
  overRows([&](int64_t begin, int64_t end, float* sum) { loops().squaredDeviations(data, mean, begin, end, channels, sum); });
  for (int64_t c = 0; c < channels; c++) {
    const float variance = static_cast<float>(joined(c)) / static_cast<float>(rows);
    result.variance.data_ptr<float>()[c] = variance;
    result.inverse.data_ptr<float>()[c] = static_cast<float>(1 / std::sqrt(static_cast<double>(variance) + epsilon));
  }
  return result;
}

/// bfloat16 statistics in one pass, relative to the first row, which is close enough to the mean to keep the squares small.
Statistics bfloat16Statistics(const Tensor& x, int64_t rows, int64_t channels, double epsilon) {
  Statistics result(channels);
  const int parts = threadsFor(rows, channels);
  const Tensor shift = x.reshape({rows, channels}).select(0, 0).to(at::kFloat).contiguous();
  ChannelSums sums(parts, channels);
  inParts(parts, rows, [&](int64_t part, int64_t begin, int64_t end) {
    std::vector<float> scratch(2 * channels);
    loops().moments(Element::kBfloat16, x.data_ptr(), values(shift), begin, end, channels, scratch.data(),
                    &sums.first[part * channels], &sums.second[part * channels]);
  });
  sums.fold();
  for (int64_t c = 0; c < channels; c++) {
    const double m = sums.first[c] / rows, v = sums.second[c] / rows - m * m;
    const double variance = v < 0 ? 0 : v;  // NaN stays NaN
    result.mean.data_ptr<float>()[c] = static_cast<float>(values(shift)[c] + m);
    result.variance.data_ptr<float>()[c] = static_cast<float>(variance);
    result.inverse.data_ptr<float>()[c] = static_cast<float>(1 / std::sqrt(variance + epsilon));
  }
  return result;
}

/// The factor and the summand of normalisation, rounded as in PyTorch.
std::pair<Tensor, Tensor> linearTerms(const Tensor& scale, const Tensor& offset, const Tensor& mean, const Tensor& inverse) {
  const int64_t channels = scale.numel();
  Tensor factor = at::empty({channels}, at::kFloat), term = at::empty({channels}, at::kFloat);
  for (int64_t c = 0; c < channels; c++) {
    const float f = values(inverse)[c] * values(scale)[c];
    factor.data_ptr<float>()[c] = f;
    term.data_ptr<float>()[c] = std::fma(-values(mean)[c], f, values(offset)[c]);
  }
  return {factor, term};
}

/// The upper limit of the result: 0 for no limits, infinity for ReLU, 6 for ReLU6.
float ceilingOf(const Arguments& a, size_t k) { return static_cast<float>(a.number(k)); }

Tensor cut(const Tensor& y, float ceiling) { return ceiling > 0 ? at::clamp(y, 0, ceiling) : y; }

/// (x, scale, offset, epsilon, ceiling, residual or none) -> [y, mean, inverse deviation, variance]
std::vector<Tensor> trainOnHost(const Tensor& x, const Tensor& scale, const Tensor& offset, double epsilon, float ceiling,
                                const Tensor& residual) {
  const int64_t channels = x.size(-1), rows = x.numel() / std::max<int64_t>(channels, 1);
  const Element element = elementOf(x);
  const Statistics s = (element == Element::kFloat ? floatStatistics : bfloat16Statistics)(x, rows, channels, epsilon);
  const auto terms = linearTerms(scale, offset, s.mean, s.inverse);
  const Tensor &factor = terms.first, &term = terms.second;
  const float *f = values(factor), *t = values(term);
  Tensor y = at::empty(x.sizes(), x.options());
  inParts(threadsFor(rows, channels), rows, [&](int64_t, int64_t begin, int64_t end) {
    loops().normalise(element, x.data_ptr(), f, t, residual.defined() ? residual.data_ptr() : nullptr, ceiling, y.data_ptr(), begin,
                      end, channels);
  });
  return {y, s.mean, s.inverse, s.variance};
}

std::vector<Tensor> trainOnDevice(const Tensor& x, const Tensor& scale, const Tensor& offset, double epsilon, float ceiling,
                                  const Tensor& residual) {
  const Tensor view = x.dim() == 4 ? channelsFirst(x) : x;
  auto result = at::native_batch_norm(view, scale, offset, Tensor(), Tensor(), true, 0, epsilon);
  Tensor y = std::get<0>(result);
  if (x.dim() == 4) y = channelsLast(packed(y));
  if (residual.defined()) y = y.add(residual);
  y = cut(y, ceiling);
  const Tensor inverse = std::get<2>(result);
  return {y, std::get<1>(result), inverse, inverse.pow(-2).sub(epsilon).clamp_min(0)};
}

float* numbers(const Tensor& t) { return t.defined() ? t.data_ptr<float>() : nullptr; }

/// The running averages of a batch norm, or undefined tensors, and their momentum.
struct Averages {
  Tensor mean, variance;
  double momentum;
};

/// One pass over x for the statistics and one that writes y. Also updates the averages.
std::vector<Tensor> trainByKernels(const Tensor& x, const Tensor& scale, const Tensor& offset, double epsilon, float ceiling,
                                   const Tensor& residual, const Averages& averages) {
  Tensor y = at::empty_like(x);
  const MapGrid map{&x, &y, &residual};
  const at::TensorOptions floats = x.options().dtype(at::kFloat);
  const Tensor partial = at::empty({2, map.sums.y, map.channels}, floats);
  const Tensor mean = at::empty({map.channels}, floats), inverse = at::empty({map.channels}, floats);
  const int channels = static_cast<int>(map.channels);
  launch(x, "moments" + map.end, map.sums, place(x), map.rows, channels, map.tile, numbers(partial));
  launch(x, "statistics" + map.end.substr(0, 2), foldGrid(map.channels), place(x), numbers(partial), static_cast<int>(map.sums.y), map.rows,
         channels, epsilon, averages.momentum, numbers(mean), numbers(inverse), numbers(averages.mean), numbers(averages.variance));
  launch(x, "normalise" + map.end, map.each, place(x), place(residual), numbers(scale), numbers(offset), numbers(mean), numbers(inverse), -1.0f,
         ceiling, place(y), map.rows, channels, map.tile);
  return {y, mean, inverse};
}

std::vector<Tensor> gradientByKernels(const Tensor& dy, const Tensor& x, const Tensor& y, const Tensor& scale, const Tensor& offset,
                                      const Tensor& mean, const Tensor& inverse, float ceiling, bool wantsResidual) {
  const Tensor g = wantsResidual && ceiling > 0 ? at::empty_like(x) : Tensor();
  Tensor dx = at::empty_like(x);
  const MapGrid map{&x, &dy, &y, &g, &dx};
  const at::TensorOptions floats = x.options().dtype(at::kFloat);
  const Tensor partial = at::empty({2, map.sums.y, map.channels}, floats), coefficients = at::empty({2, map.channels}, floats);
  const Tensor gradScale = at::empty({map.channels}, floats), gradOffset = at::empty({map.channels}, floats);
  const int channels = static_cast<int>(map.channels);
  launch(x, "gradientSums" + map.end, map.sums, place(dy), place(x), place(y), numbers(scale), numbers(offset), numbers(mean), numbers(inverse),
         ceiling, place(g), map.rows, channels, map.tile, numbers(partial));
  launch(x, "parameterGradientsAll", foldGrid(map.channels), numbers(partial), static_cast<int>(map.sums.y), map.rows, channels, numbers(scale),
         numbers(inverse), numbers(gradScale), numbers(gradOffset), numbers(coefficients));
  launch(x, "inputGradient" + map.end, map.each, place(g.defined() ? g : dy), place(x), numbers(scale), numbers(offset), numbers(mean),
         numbers(inverse), numbers(coefficients), g.defined() ? 0.0f : ceiling, place(dx), map.rows, channels, map.tile);
  std::vector<Tensor> result{dx, gradScale, gradOffset};
  if (wantsResidual) result.push_back(g.defined() ? g : dy);
  return result;
}

/// Gives a running average memory of its own, so that it can be changed in place.
void own(Tensor& average) {
  const bool alone = average.storage().use_count() == 1 && average.use_count() == 1 && average.is_contiguous();
  if (!alone) average = average.clone(at::MemoryFormat::Contiguous);
}

/// Moves a running average towards a batch's value. In place if nothing else shares the memory, otherwise as a new tensor.
void update(Tensor& average, const Tensor& value, double momentum) {
  const bool alone = average.storage().use_count() == 1 && average.use_count() == 1;
  Tensor target = alone ? average : average.clone();
  target.mul_(1 - momentum).add_(value, momentum);
  average = target;
}

napi_value batchNormTrain(Arguments& a) {
  const Tensor x = a.tensor(0).contiguous();
  const Tensor scale = a.tensor(1).to(at::kFloat).contiguous(), offset = a.tensor(2).to(at::kFloat).contiguous();
  const double momentum = a.number(5), epsilon = a.number(6);
  Tensor residual = a.optional(8);
  if (residual.defined()) residual = residual.to(x.scalar_type()).contiguous();
  if (kernelsApply(x)) {
    Averages averages{{}, {}, momentum};
    if (!a.missing(3)) {
      own(a.tensor(3));
      own(a.tensor(4));
      averages = {a.tensor(3), a.tensor(4), momentum};
    }
    return a.handles(trainByKernels(x, scale, offset, epsilon, ceilingOf(a, 7), residual, averages));
  }
  auto result = (loopsApply(x) ? trainOnHost : trainOnDevice)(x, scale, offset, epsilon, ceilingOf(a, 7), residual);
  if (!a.missing(3)) {
    const double count = static_cast<double>(x.numel()) / x.size(-1);
    update(a.tensor(3), result[1], momentum);
    // The running variance is unbiased, as in PyTorch.
    update(a.tensor(4), result[3].mul(count / std::max(1.0, count - 1)), momentum);
  }
  result.pop_back();
  return a.handles(std::move(result));
}

/// (dy, x, y or none, scale, offset, mean, inverse deviation, ceiling, residual wanted)
/// -> [dx, gradient of scale, gradient of offset (, gradient of the residual)]
std::vector<Tensor> gradientOnHost(const Tensor& dy, const Tensor& x, const Tensor& y, const Tensor& scale, const Tensor& offset,
                                   const Tensor& mean, const Tensor& inverse, float ceiling, bool wantsResidual) {
  const int64_t channels = x.size(-1), rows = x.numel() / std::max<int64_t>(channels, 1);
  const int parts = threadsFor(rows, channels);
  const Element element = elementOf(x);
  const auto terms = linearTerms(scale, offset, mean, inverse);
  const Tensor &factor = terms.first, &term = terms.second;
  // With a residual, the masked gradient is itself a result. The second pass then uses it too.
  Tensor g = wantsResidual && ceiling > 0 ? at::empty(x.sizes(), x.options()) : Tensor();
  ChannelSums sums(parts, channels);
  inParts(parts, rows, [&](int64_t part, int64_t begin, int64_t end) {
    std::vector<float> scratch(2 * channels);
    loops().normaliseSums(element, dy.data_ptr(), x.data_ptr(), y.defined() ? y.data_ptr() : nullptr, ceiling, values(factor),
                          values(term), values(mean), g.defined() ? g.data_ptr() : nullptr, begin, end, channels,
                          scratch.data(), &sums.first[part * channels], &sums.second[part * channels]);
  });
  sums.fold();
  Tensor gradScale = at::empty({channels}, at::kFloat), gradOffset = at::empty({channels}, at::kFloat);
  Tensor slope = at::empty({channels}, at::kFloat), constant = at::empty({channels}, at::kFloat);
  const float *f = values(factor), *d = values(inverse);
  for (int64_t c = 0; c < channels; c++) {
    gradScale.data_ptr<float>()[c] = static_cast<float>(sums.second[c] * d[c]);
    gradOffset.data_ptr<float>()[c] = static_cast<float>(sums.first[c]);
    slope.data_ptr<float>()[c] = static_cast<float>(-f[c] * sums.second[c] * d[c] * d[c] / rows);
    constant.data_ptr<float>()[c] = static_cast<float>(-f[c] * sums.first[c] / rows);
  }
  const Tensor& upstream = g.defined() ? g : dy;
  Tensor dx = at::empty(x.sizes(), x.options());
  inParts(parts, rows, [&](int64_t, int64_t begin, int64_t end) {
    loops().normaliseInput(element, upstream.data_ptr(), x.data_ptr(), g.defined() ? 0 : ceiling, values(factor), values(term),
                           values(mean), values(factor), values(slope), values(constant), dx.data_ptr(), begin, end, channels);
  });
  std::vector<Tensor> result{dx, gradScale, gradOffset};
  if (wantsResidual) result.push_back(g.defined() ? g : dy);
  return result;
}

std::vector<Tensor> gradientOnDevice(const Tensor& dy, const Tensor& x, const Tensor& y, const Tensor& scale,
                                     const Tensor& offset, const Tensor& mean, const Tensor& inverse, float ceiling,
                                     bool wantsResidual) {
  Tensor g = dy;
  if (ceiling > 0) {
    const Tensor factor = at::mul(scale, inverse);
    const Tensor output = y.defined() ? y : at::add(at::mul(x, factor), at::sub(offset, at::mul(mean, factor)));
    g = at::where(at::logical_and(output.gt(0), output.lt(ceiling)), dy, at::zeros({}, dy.options()));
  }
  const bool image = x.dim() == 4;
  auto result = at::native_batch_norm_backward(image ? channelsFirst(g) : g, image ? channelsFirst(x) : x, scale, Tensor(),
                                               Tensor(), mean, inverse, true, 0, {true, true, true});
  Tensor dx = std::get<0>(result);
  if (image) dx = channelsLast(packed(dx));
  std::vector<Tensor> gradients{dx, std::get<1>(result), std::get<2>(result)};
  if (wantsResidual) gradients.push_back(g);
  return gradients;
}

napi_value batchNormGradient(Arguments& a) {
  const Tensor x = a.tensor(1).contiguous();
  const Tensor dy = a.tensor(0).to(x.scalar_type()).contiguous();
  Tensor y = a.optional(2);
  if (y.defined()) y = y.contiguous();
  const Tensor scale = a.tensor(3).to(at::kFloat).contiguous(), offset = a.tensor(4).to(at::kFloat).contiguous();
  const Tensor mean = a.tensor(5).contiguous(), inverse = a.tensor(6).contiguous();
  const auto gradient = loopsApply(x) ? gradientOnHost : kernelsApply(x) ? gradientByKernels : gradientOnDevice;
  return a.handles(gradient(dy, x, y, scale, offset, mean, inverse, ceilingOf(a, 7), a.flag(8)));
}

/// (x, mean, variance, offset or none, scale or none, epsilon, ceiling, residual or none) -> y, with fixed statistics
napi_value batchNormInfer(Arguments& a) {
  const Tensor x = a.tensor(0).contiguous();
  const Tensor mean = a.tensor(1).to(at::kFloat), variance = a.tensor(2).to(at::kFloat);
  const Tensor offset = a.optional(3), scale = a.optional(4);
  Tensor residual = a.optional(7);
  const float ceiling = ceilingOf(a, 6);
  if (kernelsApply(x) && mean.dim() == 1) {
    if (residual.defined()) residual = residual.to(x.scalar_type()).contiguous();
    const auto floats = [](const Tensor& t) { return t.defined() ? t.to(at::kFloat).contiguous() : t; };
    const Tensor y = at::empty_like(x), m = mean.contiguous(), v = variance.contiguous(), s = floats(scale), o = floats(offset);
    const MapGrid map{&x, &y, &residual};
    launch(x, "normalise" + map.end, map.each, place(x), place(residual), numbers(s), numbers(o), numbers(m), numbers(v),
           static_cast<float>(a.number(5)), ceiling, place(y), map.rows, static_cast<int>(map.channels), map.tile);
    return a.handle(y);
  }
  Tensor factor = at::rsqrt(at::add(variance, a.number(5)));
  if (scale.defined()) factor = at::mul(factor, scale);
  Tensor term = at::neg(at::mul(mean, factor));
  if (offset.defined()) term = at::add(term, offset);
  if (!loopsApply(x) || factor.dim() != 1) {
    Tensor y = at::add(at::mul(x, factor), term);
    if (residual.defined()) y = at::add(y, residual);
    return a.handle(cut(y, ceiling).to(x.scalar_type()));
  }
  if (residual.defined()) residual = residual.to(x.scalar_type()).contiguous();
  factor = factor.contiguous();
  term = term.contiguous();
  const int64_t channels = x.size(-1), rows = x.numel() / std::max<int64_t>(channels, 1);
  Tensor y = at::empty(x.sizes(), x.options());
  inParts(threadsFor(rows, channels), rows, [&](int64_t, int64_t begin, int64_t end) {
    loops().normalise(elementOf(x), x.data_ptr(), values(factor), values(term),
                      residual.defined() ? residual.data_ptr() : nullptr, ceiling, y.data_ptr(), begin, end, channels);
  });
  return a.handle(y);
}

}  // namespace

Exports normalisationExports() {
  return {{"batchNormTrain", call<batchNormTrain>},
          {"batchNormGradient", call<batchNormGradient>},
          {"batchNormInfer", call<batchNormInfer>}};
}

}  // namespace osteograde
