// Stops pages from navigating elsewhere, opening windows or embedding guests. Applies to every page that is ever created.

import type { WebContents } from 'electron';
import type { ElectronPart } from './electron-part.ts';
import { isOwnAddress } from './origin.ts';

/** Must be called before the first window is made. */
export function hardenContents({ app }: Pick<ElectronPart, 'app'>, report: (error: unknown, where: string) => void): void {
  app.on('web-contents-created', (_event, contents) => hardenOne(contents, report));
  refuseServers(app);
}

/** Answers servers that ask for a password or a certificate, and servers whose certificate is invalid. A request without an answer hangs. */
function refuseServers(app: ElectronPart['app']): void {
  app.on('login', (event, _contents, _details, _server, answer) => {
    event.preventDefault();
    answer();
  });
  app.on('certificate-error', (event, _contents, _address, _error, _certificate, trust) => {
    event.preventDefault();
    trust(false);
  });
  app.on('select-client-certificate', (event, _contents, _address, _certificates, choose) => {
    event.preventDefault();
    choose();
  });
}

function hardenOne(contents: WebContents, report: (error: unknown, where: string) => void): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // The content policy does not cover WebRTC, and WebRTC passes by the filter of requests.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  // Links do not even open the system's browser, because the workstation is offline by design.
  contents.on('will-navigate', (details) => refuseForeign(details));
  contents.on('will-frame-navigate', (details) => refuseForeign(details));
  contents.on('will-redirect', (details) => refuseForeign(details));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('select-bluetooth-device', (event, _devices, choose) => {
    event.preventDefault();
    choose('');
  });
  contents.on('preload-error', (_event, _file, error) => report(error, 'preload'));
}

/** Lets a page reload itself and prevents any other navigation. */
function refuseForeign(details: { readonly url: string; readonly preventDefault: () => void }): void {
  if (!isOwnAddress(details.url)) details.preventDefault();
}
