// Whether a desktop window can be opened here, and with which program.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type DesktopStart =
  { readonly kind: 'window'; readonly binary: string } | { readonly kind: 'serve'; readonly reason: string };

/** The parts of `process` that decide. */
export interface Machine {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly getuid?: (() => number) | undefined;
}

export function desktopOf(root: string, machine: Machine): DesktopStart {
  const serve = (reason: string): DesktopStart => ({
    kind: 'serve',
    reason: `${reason} Serving the same workstation to a browser.`,
  });
  const binary = electronBinary(root);
  if (binary === null) return serve("Electron's program is not installed.");
  if (!existsSync(join(root, 'dist', 'electron', 'main.js')))
    return serve('The desktop application is not built (npm run build).');
  if (machine.platform !== 'linux') return { kind: 'window', binary };
  const { DISPLAY, WAYLAND_DISPLAY } = machine.env;
  if (!DISPLAY && !WAYLAND_DISPLAY) return serve('There is no display.');
  // Chromium's sandbox refuses root, and we never run without the sandbox.
  if (machine.getuid?.() === 0) return serve('The desktop window does not open for root.');
  return { kind: 'window', binary };
}

/** Electron's npm package notes the name of the program that its install step downloaded. */
function electronBinary(root: string): string | null {
  const folder = join(root, 'node_modules', 'electron');
  const note = join(folder, 'path.txt');
  if (!existsSync(note)) return null;
  const binary = join(folder, 'dist', readFileSync(note, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}
