// `osteograde engines`: which engines can train here, how fast they are, and which is chosen; and what grades on which device.

import { join } from 'node:path';
import { valueOrThrow } from '../../domain/failure.ts';
import { gradingDevices } from '../../inference/grading-devices.ts';
import { locatingNetworks } from '../../learning/grading/installed-models.ts';
import { measureEngines } from '../../learning/preflight/engine-survey.ts';
import { projectRoot } from '../project-files.ts';
import type { Terminal } from './terminal.ts';
import { outputText } from '../text/output.ts';

export async function engines({ json }: { readonly json?: boolean }, terminal: Terminal): Promise<void> {
  const reports = await measureEngines();
  const grading = valueOrThrow(await gradingDevices(locatingNetworks({ resources: join(projectRoot(), 'resources') })));
  if (json === true) {
    terminal.json({ engines: reports, grading }, 2);
    return;
  }
  for (const { name, available, chosen, reason, version, device, threads, gflops } of reports) {
    const speed = outputText.engines.speed({
      version: version ?? '',
      device: device ?? '',
      threads: String(threads ?? '?'),
      gflops: String(gflops ?? '?'),
    });
    terminal.line(`${chosen ? '*' : ' '} ${name.padEnd(11)} ${available ? speed : outputText.engines.unavailable}`);
    terminal.line(`    ${reason}`);
  }
  terminal.line(outputText.engines.grading);
  for (const { device, precision, runtime, reason } of grading) {
    const by = runtime === null ? outputText.engines.unavailable : runtime.version;
    terminal.line(`  ${`${device}, ${precision}`.padEnd(11)} ${by}`);
    if (reason !== null) terminal.line(`    ${reason}`);
  }
}
