// The arena declared in arena.h, registered as ATen's host allocator.
#include "arena.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <stdexcept>
#include <string>

#include "torch.h"

namespace osteograde {

namespace {

constexpr size_t kAlignment = 256;
/// Smaller requests go to malloc, which keeps them resident itself.
constexpr size_t kSmall = 64 << 10;
constexpr size_t kPage = 4096;
constexpr size_t kHugePage = 2 << 20;

size_t roundedUp(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

void* small(size_t bytes) {
  void* place = nullptr;
  if (posix_memalign(&place, 64, std::max<size_t>(bytes, 64)) != 0) throw std::bad_alloc();
  return place;
}

std::string mebibytes(size_t bytes) { return std::to_string(bytes >> 20) + " MiB"; }

}  // namespace

bool Arena::reserve() {
  // Reserves addresses only; memory is backed when touched. If addresses are limited (ulimit -v), tries a smaller range.
  for (size_t bytes = size_t{1} << 42; bytes >= (size_t{1} << 31); bytes >>= 1) {
    void* base = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED) continue;
    madvise(base, bytes, MADV_HUGEPAGE);
    madvise(base, bytes, MADV_DONTDUMP);
    char* start = reinterpret_cast<char*>(roundedUp(reinterpret_cast<size_t>(base), kHugePage));
    addGap(start, {bytes - kHugePage, 0});
    return true;
  }
  return false;
}

void* Arena::take(size_t bytes) {
  if (bytes < kSmall) return small(bytes);
  const std::lock_guard<std::mutex> lock(mutex_);
  if (liveLimit_ != 0 && live_ + bytes > liveLimit_)
    throw std::runtime_error("out of memory: " + mebibytes(bytes) + " more than the " + mebibytes(live_) +
                             " in use would pass the limit of " + mebibytes(liveLimit_));
  if (!reserved_ && !unavailable_) {
    reserved_ = reserve();
    unavailable_ = !reserved_;
  }
  const size_t size = roundedUp(bytes, kAlignment);
  const auto fit = unavailable_ ? bySize_.end() : bySize_.lower_bound({size, nullptr});
  if (fit == bySize_.end()) return small(bytes);
  const auto gap = gaps_.find(fit->second);
  char* place = gap->first;
  const Gap whole = gap->second;
  removeGap(gap);
  if (whole.bytes > size) {
    // The resident bytes of a gap are assumed to be its lowest ones, which is true of the last, growing gap.
    addGap(place + size, {whole.bytes - size, whole.resident > size ? whole.resident - size : 0});
  }
  taken_.emplace(place, size);
  live_ += size;
  peak_ = std::max(peak_, live_);
  return place;
}

void Arena::give(void* place) {
  if (place == nullptr) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = taken_.find(place);
  if (found == taken_.end()) {
    std::free(place);
    return;
  }
  const size_t size = found->second;
  taken_.erase(found);
  live_ -= size;
  char* start = static_cast<char*>(place);
  Gap gap{size, size};
  auto next = gaps_.lower_bound(start);
  if (next != gaps_.end() && next->first == start + gap.bytes) {
    gap.bytes += next->second.bytes;
    gap.resident += next->second.resident;
    const auto joined = next++;
    removeGap(joined);
  }
  if (next != gaps_.begin()) {
    const auto before = std::prev(next);
    if (before->first + before->second.bytes == start) {
      start = before->first;
      gap.bytes += before->second.bytes;
      gap.resident += before->second.resident;
      removeGap(before);
    }
  }
  addGap(start, gap);
  if (idle_ > idleLimit_) trim();
}

void Arena::addGap(char* place, Gap gap) {
  gaps_.emplace(place, gap);
  bySize_.emplace(gap.bytes, place);
  idle_ += gap.resident;
}

void Arena::removeGap(Gaps::iterator gap) {
  bySize_.erase({gap->second.bytes, gap->first});
  idle_ -= gap->second.resident;
  gaps_.erase(gap);
}

/// Returns memory to the system, from the highest addresses down, because best fit fills the low ones first.
void Arena::trim() {
  for (auto gap = gaps_.rbegin(); gap != gaps_.rend() && idle_ > idleLimit_ / 2; ++gap) {
    if (gap->second.resident < kHugePage) continue;
    const size_t from = roundedUp(reinterpret_cast<size_t>(gap->first), kPage);
    const size_t to = (reinterpret_cast<size_t>(gap->first) + gap->second.bytes) / kPage * kPage;
    if (to <= from) continue;
    // The last gap extends to the end of the reservation. Only the touched part of it costs time.
    madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
    idle_ -= gap->second.resident;
    gap->second.resident = 0;
  }
}

ArenaUse Arena::use() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return {live_, peak_, idle_};
}

void Arena::resetPeak() {
  const std::lock_guard<std::mutex> lock(mutex_);
  peak_ = live_;
}

void Arena::limitLive(size_t bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  liveLimit_ = bytes;
}

void Arena::limitIdle(size_t bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  idleLimit_ = bytes;
  if (idle_ > idleLimit_) trim();
}

Arena& arena() {
  // Never destroyed, because tensors of other threads may be released while the process ends.
  static Arena* const shared = new Arena();
  return *shared;
}

namespace {

void giveBack(void* place) { arena().give(place); }

/// ATen's host allocator on the arena. `allocate` was const before torch 2.3, which also added `copy_data`. Having all of
/// them, none marked override, works with every version.
struct HostAllocator final : c10::Allocator {
  at::DataPtr allocate(size_t bytes) const { return taken(bytes); }
  at::DataPtr allocate(size_t bytes) { return taken(bytes); }
  c10::DeleterFnPtr raw_deleter() const { return &giveBack; }
  void copy_data(void* target, const void* source, size_t bytes) const { __builtin_memcpy(target, source, bytes); }

 private:
  static at::DataPtr taken(size_t bytes) {
    if (bytes == 0) return {nullptr, nullptr, &giveBack, at::Device(at::kCPU)};
    void* place = arena().take(bytes);
    return {place, place, &giveBack, at::Device(at::kCPU)};
  }
};

}  // namespace

void useArena() {
  static const bool once = [] {
    c10::SetAllocator(at::kCPU, new HostAllocator(), /*priority=*/100);
    return true;
  }();
  (void)once;
}

}  // namespace osteograde
