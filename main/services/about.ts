// The program's own particulars: version, models, engines.

import type { Environment } from './environment.ts';
import type { GradingService } from './grading.ts';
import { procedures } from './procedures.ts';

export function workstationProcedures(environment: Environment, grading: GradingService) {
  return {
    about: procedures.workstation.about.handler(async () => ({
      version: environment.version,
      host: environment.host,
      node: process.version,
      inference: { runtime: 'ONNX Runtime', device: 'cpu' },
      models: (await grading.models()).map(({ name, version, description, limits }) => ({ name, version, description, limits })),
      home: environment.home,
    })),
    engines: procedures.workstation.engines.handler(async () => []),
  };
}
