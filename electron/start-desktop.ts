// Starts the desktop: one instance, a hardened window on the workstation's handler, an orderly shutdown.

import { setTimeout as pause } from 'node:timers/promises';
import type { BrowserWindow } from 'electron';
import type { DesktopWorkstation, HostProcess } from '../main/hosts/desktop.ts';
import { allowedPlaces } from './allowed-places.ts';
import { CHANNELS } from './channels.ts';
import type { ElectronPart } from './electron-part.ts';
import { hardenContents } from './harden-contents.ts';
import { hardenSessions } from './harden-session.ts';
import { menuTemplate } from './menu.ts';
import { openedFiles } from './opened-files.ts';
import { answerPage } from './page-requests.ts';
import { askForUpdate } from './update-request.ts';
import { registerScheme, serveScheme } from './protocol.ts';
import { shellText } from './text.ts';
import { unsafeSwitches } from './unsafe-switches.ts';
import { startUtilityProcess } from './utility-process.ts';
import { openWindow } from './window.ts';

type StartUtilityProcess = (file: string, args: readonly string[]) => HostProcess;

export interface DesktopParts {
  /** The preload script's file. */
  readonly preload: string;
  /** The window's icon file. */
  readonly icon: string;
  readonly platform: NodeJS.Platform;
  /** The words that the program was started with, and the folder in which. */
  readonly commandLine: readonly string[];
  readonly folder: string;
  readonly openWorkstation: (options: { readonly startProcess: StartUtilityProcess }) => Promise<DesktopWorkstation>;
  /** Receives unexpected errors. */
  readonly report: (error: unknown, where: string) => void;
  /** Returns monotonic milliseconds. */
  readonly now: () => number;
}

/** Switches that stop Chromium from using the network on its own. The last one finds no address for any name. */
const OFFLINE_SWITCHES: readonly (readonly [name: string, value?: string])[] = [
  ['disable-background-networking'],
  ['disable-component-update'],
  ['disable-domain-reliability'],
  ['no-pings'],
  ['dns-prefetch-disable'],
  ['host-resolver-rules', 'MAP * ~NOTFOUND'],
];

/** The page's command that shows films to import. */
const IMPORT = 'study.import';

/** After this time the application exits even if jobs are still stopping. */
const SHUT_DOWN_LIMIT_MS = 20_000;

/** Starts the desktop and resolves when its window is open. What must happen before Electron is ready happens before the first await. */
export async function startDesktop(electron: ElectronPart, parts: DesktopParts): Promise<void> {
  const { app } = electron;
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  const unsafe = unsafeSwitches(app);
  if (unsafe.length > 0) {
    await app.whenReady();
    electron.dialog.showErrorBox(shellText.start.failed, shellText.start.unprotected(unsafe));
    app.exit(1);
    return;
  }
  app.enableSandbox();
  for (const [name, value] of OFFLINE_SWITCHES) app.commandLine.appendSwitch(name, value);
  registerScheme(electron);
  hardenContents(electron, parts.report);
  const hardenSession = hardenSessions(electron);
  let window: BrowserWindow | null = null;
  const opened = openedFiles();
  const send = (commandId: string): void => window?.webContents.send(CHANNELS.command, commandId);
  const takeFiles = (words: readonly string[], folder: string): void => {
    if (opened.add(words, folder)) send(IMPORT);
  };
  app.on('second-instance', (_event, words, folder) => {
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
    takeFiles(wordsAfterProgram(words, app.isPackaged), folder);
  });
  // macOS passes files this way, even before the program is ready.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    takeFiles([path], '/');
  });
  app.on('window-all-closed', () => app.quit());

  const startProcess: StartUtilityProcess = (file, args) => startUtilityProcess(electron, file, args);
  const [workstation] = await Promise.all([parts.openWorkstation({ startProcess }), app.whenReady()]);
  shutDownOnQuit(electron, workstation, parts);
  const development = !app.isPackaged;
  hardenSession(electron.session.defaultSession);
  serveScheme(electron, workstation.handler);
  answerPage(electron, { window: () => window, places: allowedPlaces(workstation.ownFolders), opened, report: parts.report });
  const verifyUpdate = (): void => void askForUpdate(electron, () => window, { ...parts, verify: workstation.verifyUpdate });
  const mac = parts.platform === 'darwin';
  electron.Menu.setApplicationMenu(electron.Menu.buildFromTemplate(menuTemplate({ mac, development, send, verifyUpdate })));
  const shown = openWindow(electron, { ...parts, development });
  shown.once('closed', () => {
    window = null;
  });
  window = shown;
  shown.webContents.once('did-finish-load', () => takeFiles(wordsAfterProgram(parts.commandLine, app.isPackaged), parts.folder));
}

/** Unpackaged, the program's folder comes first. */
function wordsAfterProgram(words: readonly string[], packaged: boolean): readonly string[] {
  return words.slice(packaged ? 1 : 2);
}

/** On quitting, stops jobs and closes the study before the application exits. */
function shutDownOnQuit({ app }: ElectronPart, workstation: DesktopWorkstation, { report }: DesktopParts): void {
  let ending = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (ending) return;
    ending = true;
    void Promise.race([workstation.shutDown(), pause(SHUT_DOWN_LIMIT_MS, undefined, { ref: false })])
      .catch((error: unknown) => report(error, 'shut-down'))
      .finally(() => app.exit(0));
  });
}
