// The addon's entry point: one table of functions per JavaScript environment.
#include "binding.h"

namespace osteograde {

namespace {

void dispose(napi_env, void* data, void*) { delete static_cast<Environment*>(data); }

napi_value initialise(napi_env env, napi_value exports) {
  auto* owner = new Environment();
  napi_set_instance_data(env, owner, dispose, nullptr);
  for (const auto& group : {tensorExports(), elementwiseExports(), shapeExports(), reductionExports(), linearExports(),
                            convolutionExports(), poolingExports(), normalisationExports(), imageExports(),
                            optimiserExports(), runtimeExports()}) {
    for (const Export& item : group) {
      napi_value function;
      napi_create_function(env, item.name, NAPI_AUTO_LENGTH, item.callback, owner, &function);
      napi_set_named_property(env, exports, item.name, function);
    }
  }
  return exports;
}

}  // namespace

}  // namespace osteograde

NAPI_MODULE_INIT() { return osteograde::initialise(env, exports); }
