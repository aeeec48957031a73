// The part of Electron that the shell uses, passed in so that the shell runs against a stand-in too.

import type * as Electron from 'electron';

export type ElectronPart = Pick<
  typeof Electron,
  'app' | 'BrowserWindow' | 'dialog' | 'ipcMain' | 'Menu' | 'protocol' | 'screen' | 'session' | 'shell' | 'utilityProcess'
>;
