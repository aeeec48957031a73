// The only include of ATen. It is precompiled, so that every other file compiles in seconds.
#pragma once
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/Allocator.h>
#include <c10/core/InferenceMode.h>

#include <cstdint>
#include <string>
#include <vector>
