// Stops the browser under the window from granting permissions, reaching the network or using devices. Applies to every session.

import type { Session } from 'electron';
import type { ElectronPart } from './electron-part.ts';
import { isOwnAddress } from './origin.ts';

/** Schemes that never leave the program. */
const LOCAL = ['osteograde:', 'blob:', 'data:'];
/** The pages of the developer tools, in an unpackaged application. */
const DEVELOPER_TOOLS = ['devtools:', 'chrome-extension:'];

/** Chromium's number for a refused certificate. */
const REFUSED = -2;

/** Must be called before Electron is ready. Returns a function for sessions that exist already; each session is hardened once. */
export function hardenSessions({ app }: Pick<ElectronPart, 'app'>): (session: Session) => void {
  const hardened = new WeakSet<Session>();
  const harden = (session: Session): void => {
    if (hardened.has(session)) return;
    hardened.add(session);
    hardenOne(session, !app.isPackaged);
  };
  app.on('session-created', harden);
  return harden;
}

function hardenOne(session: Session, development: boolean): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null));
  session.setSpellCheckerEnabled(false);
  refuseDevices(session);
  // The program's own scheme has no certificates, so any certificate belongs to a foreign server.
  session.setCertificateVerifyProc((_request, answer) => answer(REFUSED));
  const allowed = development ? [...LOCAL, ...DEVELOPER_TOOLS] : LOCAL;
  session.webRequest.onBeforeRequest((details, answer) =>
    answer({ cancel: !allowed.some((scheme) => details.url.startsWith(scheme)) }),
  );
  session.on('will-download', (event, item) => {
    if (!isOwnDownload(item.getURL())) event.preventDefault();
  });
}

function refuseDevices(session: Session): void {
  session.setDevicePermissionHandler(() => false);
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }));
  session.on('select-hid-device', (event, _details, choose) => {
    event.preventDefault();
    choose(null);
  });
  session.on('select-serial-port', (event, _ports, _contents, choose) => {
    event.preventDefault();
    choose('');
  });
  session.on('select-usb-device', (event, _details, choose) => {
    event.preventDefault();
    choose();
  });
  session.on('select-webauthn-account', (event, _details, choose) => {
    event.preventDefault();
    choose(null);
  });
  session.on('file-system-access-restricted', (event, _details, answer) => {
    event.preventDefault();
    answer('deny');
  });
}

/** True for files that our own page makes, such as a table of problems. The system asks the reader where to save them. */
function isOwnDownload(address: string): boolean {
  return isOwnAddress(address.replace(/^blob:/, ''));
}
