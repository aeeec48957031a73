// Stops pages from navigating elsewhere, opening windows or embedding guests. Applies to every page that is ever created.

import type { WebContents } from 'electron';
import type { ElectronPart } from './electron-part.ts';
import { isOwnAddress } from './origin.ts';

/** Must be called before the first window is made. */
export function hardenContents(electron: Pick<ElectronPart, 'app'>): void {
  electron.app.on('web-contents-created', (_event, contents) => hardenOne(contents));
}

function hardenOne(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // Links do not even open the system's browser, because the workstation is offline by design.
  contents.on('will-navigate', (details) => refuseForeign(details));
  contents.on('will-frame-navigate', (details) => refuseForeign(details));
  contents.on('will-redirect', (details) => refuseForeign(details));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('select-bluetooth-device', (event, _devices, choose) => {
    event.preventDefault();
    choose('');
  });
  contents.on('login', (event) => event.preventDefault());
}

/** Lets a page reload itself and prevents any other navigation. */
function refuseForeign(details: { readonly url: string; readonly preventDefault: () => void }): void {
  if (!isOwnAddress(details.url)) details.preventDefault();
}
