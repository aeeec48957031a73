// Adam (Kingma & Ba 2015) and AdamW (Loshchilov & Hutter 2019) in place, in one pass over memory.
#include <cmath>
#include <map>

#include "element.h"

namespace osteograde {

namespace {

/// Weights may be changed in place only if no view or clone shares the memory.
void own(Tensor& t) {
  if (t.storage().use_count() != 1 || t.use_count() != 1 || !t.is_non_overlapping_and_dense()) t = t.clone();
}

/// Arranges `t` like `like`, so that one index works for both.
void layAs(Tensor& t, const Tensor& like) {
  if (t.strides() != like.strides()) t = at::empty_like(like).copy_(t);
}

struct AdamOptions {
  double rate, beta1, beta2, epsilon, step, decay, l2;
};

void adamOnHost(Tensor& weights, Tensor gradient, Tensor& first, Tensor& second, const AdamOptions& o) {
  layAs(first, weights);
  layAs(second, weights);
  layAs(gradient, weights);
  AdamSettings s{};
  s.rate = static_cast<float>(o.rate / (1 - std::pow(o.beta1, o.step)));
  s.beta1 = static_cast<float>(o.beta1);
  s.beta2 = static_cast<float>(o.beta2);
  s.epsilon = static_cast<float>(o.epsilon);
  s.rootOfBias2 = static_cast<float>(1 / std::sqrt(1 - std::pow(o.beta2, o.step)));
  s.decay = static_cast<float>(o.rate * o.decay);
  s.l2 = static_cast<float>(o.l2);
  float *w = weights.data_ptr<float>(), *m = first.data_ptr<float>(), *v = second.data_ptr<float>();
  const float* g = gradient.data_ptr<float>();
  at::parallel_for(0, weights.numel(), 16384, [&](int64_t begin, int64_t end) { loops().adam(w, g, m, v, s, begin, end); });
}

/// The weights with one learning rate, which one call updates.
struct Group {
  std::vector<Tensor> weights, gradients, first, second;
};

/// One pass over memory on CUDA, by torch's fused kernel.
void adamOnCuda(Group& group, const AdamOptions& o) {
  const Tensor step = at::full({}, o.step, group.weights[0].options());
  const std::vector<Tensor> steps(group.weights.size(), step);
  if (o.decay != 0) at::_foreach_mul_(group.weights, at::Scalar(1 - o.rate * o.decay));
  at::_fused_adam_(group.weights, group.gradients, group.first, group.second, {}, steps, o.rate, o.beta1, o.beta2, o.l2, o.epsilon,
                   /*amsgrad=*/false, /*maximize=*/false);
}

/// For other devices.
void adamOnDevice(Group& group, const AdamOptions& o) {
  for (size_t i = 0; i < group.weights.size(); i++) {
    Tensor &weights = group.weights[i], &first = group.first[i], &second = group.second[i];
    const Tensor gradient = o.l2 == 0 ? group.gradients[i] : at::add(group.gradients[i], weights, o.l2);
    if (o.decay != 0) weights.mul_(1 - o.rate * o.decay);
    first.mul_(o.beta1).add_(gradient, 1 - o.beta1);
    second.mul_(o.beta2).addcmul_(gradient, gradient, 1 - o.beta2);
    const Tensor deviation = second.sqrt().div_(std::sqrt(1 - std::pow(o.beta2, o.step))).add_(o.epsilon);
    weights.addcdiv_(first, deviation, -o.rate / (1 - std::pow(o.beta1, o.step)));
  }
}

/// (weights, gradients, first moments, second moments: lists of handles; rates: one per weight;
///  beta1, beta2, epsilon, step from 1, decoupled decay, l2)
napi_value adam(Arguments& a) {
  const Integers weights = a.integers(0), gradients = a.integers(1), first = a.integers(2), second = a.integers(3);
  const Bytes rates(a, 4);
  if (rates.type != napi_float64_array || rates.length != weights.size())
    throw std::runtime_error("adam: one learning rate is needed for each weight");
  AdamOptions o{0, a.number(5), a.number(6), a.number(7), a.number(8), a.number(9), a.number(10)};
  std::map<double, Group> groups;
  for (size_t i = 0; i < weights.size(); i++) {
    o.rate = static_cast<const double*>(rates.data)[i];
    Tensor &w = a.owner->at(weights[i]), &m = a.owner->at(first[i]), &v = a.owner->at(second[i]);
    Tensor g = a.owner->at(gradients[i]);
    if (g.sizes() != w.sizes() || m.sizes() != w.sizes() || v.sizes() != w.sizes())
      throw std::runtime_error("adam: weight " + std::to_string(i) + " and its gradient or moments differ in shape");
    g = g.to(at::kFloat);
    own(w);
    own(m);
    own(v);
    if (w.device().is_cpu()) {
      adamOnHost(w, g, m, v, o);
      continue;
    }
    layAs(m, w);
    layAs(v, w);
    layAs(g, w);
    Group& group = groups[o.rate];
    group.weights.push_back(w);
    group.gradients.push_back(g);
    group.first.push_back(m);
    group.second.push_back(v);
  }
  for (auto& [rate, group] : groups) {
    o.rate = rate;
    (group.weights[0].is_cuda() ? adamOnCuda : adamOnDevice)(group, o);
  }
  return nullptr;
}

}  // namespace

Exports optimiserExports() { return {{"adam", call<adam>}}; }

}  // namespace osteograde
