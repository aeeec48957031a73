// What a page may ask of the shell. Who asks is checked, what is asked is parsed, and only then is anything done.

import { existsSync, statSync } from 'node:fs';
import { extname, isAbsolute } from 'node:path';
import type { BrowserWindow, IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import { CHANNELS } from './channels.ts';
import type { ElectronPart } from './electron-part.ts';
import { isOwnAddress } from './origin.ts';

type Shell = Pick<ElectronPart, 'ipcMain' | 'dialog' | 'shell'>;

/** Files that a program may be started for: what reports are made of, nothing that could run. */
const OPENABLE = ['.pdf', '.json', '.csv', '.png'];

const Nothing = z.tuple([]);
const Path = z.tuple([z.string().max(4096).refine(isAbsolute, 'an absolute path')]);

/** Answers pages of `window`, its main frame alone. */
export function answerPage(
  electron: Shell,
  window: () => BrowserWindow | null,
  report: (error: unknown, where: string) => void,
): void {
  const answer = <Words extends unknown[], Answer>(
    channel: string,
    words: z.ZodType<Words>,
    work: (window: BrowserWindow, ...words: Words) => Promise<Answer>,
  ): void => {
    electron.ipcMain.handle(channel, async (event, ...given: unknown[]) => {
      const shown = window();
      const parsed = words.safeParse(given);
      const refusal =
        shown === null || !isOwnPage(event, shown) ? 'a stranger asked' : parsed.success ? null : 'the words do not fit';
      if (shown === null || !parsed.success || refusal !== null) {
        const error = new Error(`The desktop refused ${channel}: ${refusal}.`);
        report(error, 'page request');
        throw error;
      }
      return work(shown, ...parsed.data);
    });
  };

  answer(CHANNELS.chooseFiles, Nothing, async (shown) => {
    const chosen = await electron.dialog.showOpenDialog(shown, {
      title: 'Choose radiographs',
      properties: ['openFile', 'multiSelections'],
      filters: [
        { name: 'Radiographs', extensions: ['dcm', 'dicom', 'dic', 'ima'] },
        { name: 'All files', extensions: ['*'] },
      ],
    });
    return chosen.canceled ? [] : chosen.filePaths;
  });

  answer(CHANNELS.chooseFolder, Nothing, async (shown) => {
    const chosen = await electron.dialog.showOpenDialog(shown, {
      title: 'Choose a folder',
      properties: ['openDirectory', 'createDirectory'],
    });
    return chosen.canceled ? null : (chosen.filePaths.at(0) ?? null);
  });

  answer(CHANNELS.revealInFolder, Path, async (_shown, path) => {
    if (!existsSync(path)) throw new Error('This file is not there any more.');
    electron.shell.showItemInFolder(path);
  });

  answer(CHANNELS.openPath, Path, async (_shown, path) => {
    if (!OPENABLE.includes(extname(path).toLowerCase()))
      throw new Error('Only reports (PDF, JSON, CSV, PNG) are opened from here.');
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) throw new Error('This file is not there any more.');
    const failure = await electron.shell.openPath(path);
    if (failure !== '') throw new Error(`No program opened the file: ${failure}`);
  });
}

function isOwnPage(event: IpcMainInvokeEvent, window: BrowserWindow): boolean {
  const frame = event.senderFrame;
  return (
    frame !== null && event.sender === window.webContents && frame === window.webContents.mainFrame && isOwnAddress(frame.url)
  );
}
