// The part of Electron that the shell uses. It is a parameter, so the shell also runs against a stand-in.

import type * as Electron from 'electron';

export type ElectronPart = Pick<
  typeof Electron,
  'app' | 'BrowserWindow' | 'dialog' | 'ipcMain' | 'Menu' | 'protocol' | 'screen' | 'session' | 'shell' | 'utilityProcess'
>;
