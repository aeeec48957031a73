// `osteograde engines`: which engines can train here, how fast they are, and which is chosen.

import { measureEngines } from '../../learning/preflight/engine-survey.ts';
import type { Terminal } from './terminal.ts';
import { outputText } from '../text/output.ts';

export async function engines({ json }: { readonly json?: boolean }, terminal: Terminal): Promise<void> {
  const reports = await measureEngines();
  if (json === true) {
    terminal.json({ engines: reports }, 2);
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
}
