// Command-line switches that take away Chromium's protection. The program does not start with any of them.

import type { App } from 'electron';

/** Electron-builder's AppImage adds the first one by itself where the system offers no user namespaces. */
const UNPROTECTED = ['no-sandbox', 'disable-seccomp-filter-sandbox', 'disable-web-security', 'single-process'];
/** Lets other programs drive the page and read it. Playwright needs them, so an unpackaged application accepts them. */
const DRIVEN = ['remote-debugging-port', 'remote-debugging-pipe', 'remote-debugging-socket-name'];

/** Returns the unsafe switches that the program was started with. */
export function unsafeSwitches({ commandLine, isPackaged }: Pick<App, 'commandLine' | 'isPackaged'>): string[] {
  return [...UNPROTECTED, ...(isPackaged ? DRIVEN : [])].filter((name) => commandLine.hasSwitch(name));
}
