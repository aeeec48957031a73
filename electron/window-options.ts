// How the window is made: hardened, dark from its first frame.

import type { BrowserWindowConstructorOptions, WebPreferences } from 'electron';
import type { WindowPlace } from './window-place.ts';

export interface PageChoices {
  /** The preload script's file. */
  readonly preload: string;
  /** The picture that Linux and Windows show for the window. */
  readonly icon: string;
  /** Developer tools exist only in an unpackaged application. */
  readonly development: boolean;
}

/** The stage's colour, so that nothing flashes before the page is drawn. */
const BACKGROUND = '#0b0c0e';

export function windowOptions(page: PageChoices, place: WindowPlace): BrowserWindowConstructorOptions {
  const { x, y, width, height } = place;
  return {
    ...(x === undefined || y === undefined ? {} : { x, y }),
    width,
    height,
    minWidth: 960,
    minHeight: 640,
    show: false,
    title: 'Osteograde',
    icon: page.icon,
    backgroundColor: BACKGROUND,
    webPreferences: hardenedPreferences(page),
  };
}

/** Every setting is written out, also where it is Electron's default, so that no later default changes it. */
function hardenedPreferences({ preload, development }: Pick<PageChoices, 'preload' | 'development'>): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    plugins: false,
    navigateOnDragDrop: false,
    // Chromium would fetch dictionaries from the network.
    spellcheck: false,
    safeDialogs: true,
    devTools: development,
  };
}
