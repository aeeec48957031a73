// `osteograde engines`: which engines can train here, how fast they are, and which is chosen.

import { measureEngines } from '../../learning/preflight/engine-survey.ts';
import type { Terminal } from './terminal.ts';

export async function engines({ json }: { readonly json?: boolean }, terminal: Terminal): Promise<void> {
  const reports = await measureEngines();
  if (json === true) {
    terminal.line(JSON.stringify({ engines: reports }, null, 2));
    return;
  }
  for (const { name, available, chosen, reason, version, device, threads, gflops } of reports) {
    const speed = available
      ? `${version ?? ''}  ${device ?? ''}, ${threads ?? '?'} threads, ${gflops ?? '?'} GFLOP/s`
      : 'not available';
    terminal.line(`${chosen ? '*' : ' '} ${name.padEnd(11)} ${speed}`);
    terminal.line(`    ${reason}`);
  }
}
