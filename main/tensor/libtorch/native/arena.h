// A memory arena for tensors: one reserved stretch of addresses, best fit, neighbours joined when freed. Freed memory stays
// resident up to a limit, so that a training step finds its pages mapped: page faults cost a quarter of a step otherwise.
#pragma once
#include <cstddef>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>

namespace osteograde {

struct ArenaUse {
  size_t live, peak, idle;  // bytes handed out now and at most, and bytes freed but still resident at most
};

class Arena {
 public:
  /// Never returns null: throws std::bad_alloc, or std::runtime_error where a limit is passed.
  void* take(size_t bytes);
  void give(void* place);
  ArenaUse use();
  void resetPeak();
  /// Bytes that may be handed out at once; 0 for no limit.
  void limitLive(size_t bytes);
  /// Bytes that may stay resident without being in use.
  void limitIdle(size_t bytes);

 private:
  struct Gap {
    size_t bytes, resident;  // resident: at most this many of its bytes are backed by memory
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
/// Makes ATen take host tensors from the arena. Once per process; later calls do nothing.
void useArena();

}  // namespace osteograde
