// The options of the window: hardened, and dark from its first frame.

import type { BrowserWindowConstructorOptions, WebPreferences } from 'electron';
import { shellText } from './text.ts';
import type { WindowPlace } from './window-place.ts';

export interface PageChoices {
  /** The preload script's file. */
  readonly preload: string;
  /** The icon that Linux and Windows show for the window. */
  readonly icon: string;
  /** True in an unpackaged application, which has developer tools. */
  readonly development: boolean;
}

/** The colour of the stage, so nothing flashes before the page is drawn. */
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
    title: shellText.title,
    icon: page.icon,
    backgroundColor: BACKGROUND,
    webPreferences: hardenedPreferences(page),
  };
}

/** Every setting is explicit, even if it is Electron's default, so a later default cannot change it. */
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
