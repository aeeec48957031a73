// `osteograde engines`: what can train here, how fast, and which is chosen.

import { measureEngines } from '../../learning/preflight/engine-survey.ts';
import type { Say } from './terminal.ts';

export async function engines({ json }: { readonly json?: boolean }, say: Say): Promise<void> {
  const reports = await measureEngines();
  if (json === true) {
    say.line(JSON.stringify({ engines: reports }, null, 2));
    return;
  }
  for (const { name, available, chosen, reason, version, device, threads, gflops } of reports) {
    const speed = available
      ? `${version ?? ''}  ${device ?? ''}, ${threads ?? '?'} threads, ${gflops ?? '?'} GFLOP/s`
      : 'not available';
    say.line(`${chosen ? '*' : ' '} ${name.padEnd(11)} ${speed}`);
    say.line(`    ${reason}`);
  }
}
