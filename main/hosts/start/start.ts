// `npm start`: the desktop window where Electron and a display are there, else the same workstation on loopback.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { serveWorkstation } from '../cli/serve.ts';
import type { Say } from '../cli/terminal.ts';
import { projectRoot } from '../project-files.ts';
import { desktopOf, type DesktopStart } from './choose-start.ts';

/** A window that closes this soon with an error never opened. */
const TOO_SOON_MS = 5000;

export async function start(say: Say): Promise<void> {
  const desktop = desktopOf(projectRoot(), process);
  if (desktop.kind === 'window' && (await openWindow(desktop))) return;
  say.line(
    desktop.kind === 'window' ? 'The desktop window could not open; serving the same workstation instead.' : desktop.reason,
  );
  await serveWorkstation({}, say);
}

/** True when a window was open and was closed by its user. */
async function openWindow({ binary }: Extract<DesktopStart, { kind: 'window' }>): Promise<boolean> {
  const began = performance.now();
  const child = spawn(binary, [projectRoot()], { stdio: 'inherit' });
  try {
    const [code] = await once(child, 'exit');
    return code === 0 || performance.now() - began > TOO_SOON_MS;
  } catch {
    return false; // the binary could not be started at all: the caller serves instead, and says so
  }
}
