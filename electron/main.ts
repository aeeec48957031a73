// Electron's main process: passes the shell its parts and shows a message if the start fails.
// It awaits nothing at the top level, because Electron becomes ready only after this module has run.

import { join } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, screen, session, shell, utilityProcess } from 'electron';
import { homeFolder } from '../main/hosts/home-folder.ts';
import { openProgramLog } from '../main/hosts/program-log.ts';
import { catchErrors } from './catch-errors.ts';
import { startDesktop } from './start-desktop.ts';
import { shellText } from './text.ts';

const errors = openProgramLog({ home: homeFolder(), now: () => new Date() });

catchErrors(process, { app, dialog }, errors.report);

startDesktop(
  { app, BrowserWindow, dialog, ipcMain, Menu, protocol, screen, session, shell, utilityProcess },
  {
    preload: join(import.meta.dirname, 'preload.cjs'),
    // Two folders up from dist/electron, in a checkout and in a package.
    icon: join(import.meta.dirname, '../../resources/icons/512x512.png'),
    platform: process.platform,
    commandLine: process.argv,
    folder: process.cwd(),
    openWorkstation: async (options) => (await import('../main/hosts/desktop.ts')).openDesktop(options),
    report: errors.report,
    now: () => performance.now(),
  },
).catch((error: unknown) => {
  errors.report(error, 'start');
  dialog.showErrorBox(shellText.start.failed, error instanceof Error ? error.message : shellText.start.damaged);
  app.exit(1);
});
