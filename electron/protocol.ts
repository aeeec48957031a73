// The privileged scheme: pages, procedures and bytes from the workstation's one handler, without a socket.

import type { DesktopWorkstation } from '../main/hosts/desktop.ts';
import type { ElectronPart } from './electron-part.ts';
import { isOwnAddress, SCHEME } from './origin.ts';

/** Must be called before Electron is ready. */
export function registerScheme(electron: Pick<ElectronPart, 'protocol'>): void {
  electron.protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: {
        standard: true,
        secure: true,
        supportFetchAPI: true,
        stream: true,
        codeCache: true,
        // Other origins could read everything if this were on; our own pages do not need it.
        corsEnabled: false,
        bypassCSP: false,
        allowServiceWorkers: false,
        allowExtensions: false,
      },
    },
  ]);
}

/** Answers the scheme with `handler`; addresses of any other host are unknown. */
export function serveScheme(electron: Pick<ElectronPart, 'protocol'>, handler: DesktopWorkstation['handler']): void {
  electron.protocol.handle(SCHEME, async (request) =>
    isOwnAddress(request.url) ? handler(request) : new Response('Not found\n', { status: 404 }),
  );
}
