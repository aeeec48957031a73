// The only door between page and shell: five functions, plain values, nothing of Electron itself.

import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { CHANNELS } from './channels.ts';

const desktop = {
  chooseFiles: (): Promise<string[]> => ipcRenderer.invoke(CHANNELS.chooseFiles),
  chooseFolder: (): Promise<string | null> => ipcRenderer.invoke(CHANNELS.chooseFolder),
  revealInFolder: (path: string): Promise<void> => ipcRenderer.invoke(CHANNELS.revealInFolder, path),
  openPath: (path: string): Promise<void> => ipcRenderer.invoke(CHANNELS.openPath, path),
  onCommand: (listener: (commandId: string) => void): (() => void) => {
    // The event would hand the page the message channel itself, so it stays here.
    const heard = (_event: IpcRendererEvent, commandId: unknown): void => {
      if (typeof commandId === 'string') listener(commandId);
    };
    ipcRenderer.on(CHANNELS.command, heard);
    return () => void ipcRenderer.off(CHANNELS.command, heard);
  },
};

/** What the page finds as `window.osteograde`. */
export type DesktopBridge = typeof desktop;

contextBridge.exposeInMainWorld('osteograde', desktop);
