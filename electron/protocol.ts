// The privileged scheme: serves pages, procedures and bytes from the workstation's handler, without a socket.

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
        // With this on, other origins could read everything. Our own pages do not need it.
        corsEnabled: false,
        bypassCSP: false,
        allowServiceWorkers: false,
        allowExtensions: false,
      },
    },
  ]);
}

/** Answers requests on the scheme with `handler`, and with 404 for any other host. */
export function serveScheme(electron: Pick<ElectronPart, 'protocol'>, handler: DesktopWorkstation['handler']): void {
  electron.protocol.handle(SCHEME, async (request) =>
    isOwnAddress(request.url) ? handler(request) : new Response('Not found\n', { status: 404 }),
  );
}
