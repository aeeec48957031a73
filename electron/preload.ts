// The only connection between page and shell: six functions with plain values. Electron itself stays hidden.

import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { CHANNELS } from './channels.ts';

const desktop = {
  chooseFiles: (): Promise<string[]> => ipcRenderer.invoke(CHANNELS.chooseFiles),
  chooseFolder: (): Promise<string | null> => ipcRenderer.invoke(CHANNELS.chooseFolder),
  openedFiles: (): Promise<string[]> => ipcRenderer.invoke(CHANNELS.openedFiles),
  revealInFolder: (path: string): Promise<void> => ipcRenderer.invoke(CHANNELS.revealInFolder, path),
  openPath: (path: string): Promise<void> => ipcRenderer.invoke(CHANNELS.openPath, path),
  onCommand: (listener: (commandId: string) => void): (() => void) => {
    // The event would give the page the message channel itself, so it is not passed on.
    const onMessage = (_event: IpcRendererEvent, commandId: unknown): void => {
      if (typeof commandId === 'string') listener(commandId);
    };
    ipcRenderer.on(CHANNELS.command, onMessage);
    return () => void ipcRenderer.off(CHANNELS.command, onMessage);
  },
};

/** The type of `window.osteograde` in the page. */
export type DesktopBridge = typeof desktop;

contextBridge.exposeInMainWorld('osteograde', desktop);
