// Stops the browser under the window from granting permissions, reaching the network or using devices.

import type { Session } from 'electron';

/** Schemes that never leave the program. */
const LOCAL = ['osteograde:', 'blob:', 'data:'];
/** The pages of the developer tools, in an unpackaged application. */
const DEVELOPER_TOOLS = ['devtools:', 'chrome-extension:'];

export function hardenSession(session: Session, development: boolean): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null));
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }));
  session.setSpellCheckerEnabled(false);
  const allowed = development ? [...LOCAL, ...DEVELOPER_TOOLS] : LOCAL;
  session.webRequest.onBeforeRequest((details, answer) =>
    answer({ cancel: !allowed.some((scheme) => details.url.startsWith(scheme)) }),
  );
}
