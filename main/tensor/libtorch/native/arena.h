// A memory arena for tensors: one reserved range of addresses, best fit, with neighbours joined when freed. Freed memory stays
// resident up to a limit, so that a training step finds its pages mapped. Page faults would otherwise cost a quarter of a step.
#pragma once
#include <cstddef>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>

namespace osteograde {

struct ArenaUse {
  size_t live, peak, idle;  // bytes in use, most bytes in use, and the most bytes that are freed but still resident
};

class Arena {
 public:
  /// Never returns null. Throws std::bad_alloc, or std::runtime_error if a limit is exceeded.
  void* take(size_t bytes);
  void give(void* place);
  ArenaUse use();
  void resetPeak();
  /// The most bytes that may be in use at once. 0 for no limit.
  void limitLive(size_t bytes);
  /// The most bytes that may stay resident while not in use.
  void limitIdle(size_t bytes);

 private:
  struct Gap {
    size_t bytes, resident;  // resident: upper bound of the bytes that are backed by memory
  };
  using Gaps = std::map<char*, Gap>;

  bool reserve();
  void addGap(char* place, Gap gap);
  void removeGap(Gaps::iterator gap);
  void trim();

  std::mutex mutex_;
  Gaps gaps_;
  std::set<std::pair<size_t, char*>> bySize_;
  std::unordered_map<void*, size_t> taken_;
  size_t live_ = 0, peak_ = 0, idle_ = 0;
  size_t liveLimit_ = 0, idleLimit_ = size_t{1} << 30;
  bool reserved_ = false, unavailable_ = false;
};

/// The arena of this process.
Arena& arena();
/// Makes ATen allocate host tensors in the arena. Works once per process; later calls do nothing.
void useArena();

}  // namespace osteograde
