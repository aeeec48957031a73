// `npm start`: opens the desktop window if Electron and a display are available, else serves the same workstation on loopback.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { serveAlone } from '../cli/serve.ts';
import type { Terminal } from '../cli/terminal.ts';
import { projectRoot } from '../project-files.ts';
import { chooseStart, type StartChoice } from './choose-start.ts';
import { serverText } from '../text/server.ts';

/** A window that ends with an error this early never opened. */
const TOO_EARLY_MS = 5000;

export async function start(terminal: Terminal): Promise<void> {
  const choice = chooseStart(projectRoot(), process);
  if (choice.kind === 'window' && (await openWindow(choice))) return;
  const { servingInstead, windowFailed } = serverText.start;
  terminal.line(choice.kind === 'window' ? servingInstead(windowFailed) : choice.reason);
  await serveAlone({}, terminal);
}

/** True if a window opened and the user closed it. */
async function openWindow({ binary }: Extract<StartChoice, { kind: 'window' }>): Promise<boolean> {
  const startedMs = performance.now();
  const child = spawn(binary, [projectRoot()], { stdio: 'inherit' });
  const close = (): void => void child.kill();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, close);
  try {
    const [code] = await once(child, 'exit');
    return code === 0 || performance.now() - startedMs > TOO_EARLY_MS;
  } catch {
    return false; // the binary could not start; the caller reports it and serves instead
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, close);
  }
}
