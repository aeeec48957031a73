// Decides whether `npm start` opens a desktop window or serves the workstation to a browser.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverText } from '../text/server.ts';

export type StartChoice =
  { readonly kind: 'window'; readonly binary: string } | { readonly kind: 'serve'; readonly reason: string };

/** The parts of `process` that the choice depends on. */
export interface Machine {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly getuid?: (() => number) | undefined;
}

export function chooseStart(root: string, machine: Machine): StartChoice {
  const serve = (reason: string): StartChoice => ({ kind: 'serve', reason: serverText.start.servingInstead(reason) });
  const binary = electronBinary(root);
  if (binary === null) return serve(serverText.start.electronMissing);
  if (!existsSync(join(root, 'dist', 'electron', 'main.js'))) return serve(serverText.start.notBuilt);
  if (machine.platform !== 'linux') return { kind: 'window', binary };
  const { DISPLAY, WAYLAND_DISPLAY } = machine.env;
  if (!DISPLAY && !WAYLAND_DISPLAY) return serve(serverText.start.noDisplay);
  // Chromium's sandbox refuses root, and the window never opens without the sandbox.
  if (machine.getuid?.() === 0) return serve(serverText.start.root);
  return { kind: 'window', binary };
}

/** Returns the path of Electron's binary, or null if it was not downloaded. Electron's npm package writes the name into `path.txt`. */
function electronBinary(root: string): string | null {
  const folder = join(root, 'node_modules', 'electron');
  const note = join(folder, 'path.txt');
  if (!existsSync(note)) return null;
  const binary = join(folder, 'dist', readFileSync(note, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}
