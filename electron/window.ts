// The window: opens at its last position, appears when its page is drawn, and saves its position when it closes.

import { join } from 'node:path';
import type { BrowserWindow } from 'electron';
import type { ElectronPart } from './electron-part.ts';
import { START_PAGE } from './origin.ts';
import { askBeforeUnload } from './unload-question.ts';
import { placeOn, readPlace, savePlace } from './window-place.ts';
import { windowOptions, type PageChoices } from './window-options.ts';

type WindowPart = Pick<ElectronPart, 'app' | 'BrowserWindow' | 'dialog' | 'screen'>;

export interface WindowChoices extends PageChoices {
  readonly report: (error: unknown, where: string) => void;
  readonly now: () => number;
}

/** A page that crashes again within this time is not reloaded. */
const MIN_LIFETIME_MS = 30_000;

export function openWindow(electron: WindowPart, choices: WindowChoices): BrowserWindow {
  const file = join(electron.app.getPath('userData'), 'window-place.json');
  const place = placeOn(screenAreas(electron), readPlace(file));
  const window = new electron.BrowserWindow(windowOptions(choices, place));
  if (place.maximised) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    try {
      savePlace(file, { ...window.getNormalBounds(), maximised: window.isMaximized() });
    } catch (error) {
      choices.report(error, 'window place'); // the next start opens at the default place
    }
  });
  askBeforeUnload(electron, window);
  reloadCrashedPage(window, choices);
  load(window, choices);
  return window;
}

/** Reloads a crashed page. Nothing is lost, because jobs run outside it. */
function reloadCrashedPage(window: BrowserWindow, choices: WindowChoices): void {
  let lastCrash = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    choices.report(new Error(`The page's process ended: ${reason}.`), 'page');
    const previous = lastCrash;
    lastCrash = choices.now();
    if (lastCrash - previous > MIN_LIFETIME_MS) load(window, choices);
    else window.destroy();
  });
}

function load(window: BrowserWindow, { report }: WindowChoices): void {
  window.loadURL(START_PAGE).catch((error: unknown) => report(error, 'page'));
}

/** Returns the work area of each screen, with the main screen first. */
function screenAreas({ screen }: WindowPart) {
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
  return [main, ...others].map(({ workArea }) => workArea);
}
