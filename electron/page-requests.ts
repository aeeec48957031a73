// What a page may request from the shell. Every request is checked for its sender and parsed before anything is done.

import { existsSync, statSync } from 'node:fs';
import { extname, isAbsolute } from 'node:path';
import type { BrowserWindow, IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import { CHANNELS } from './channels.ts';
import type { ElectronPart } from './electron-part.ts';
import { isOwnAddress } from './origin.ts';
import { shellText } from './text.ts';

const text = shellText.request;

type Shell = Pick<ElectronPart, 'ipcMain' | 'dialog' | 'shell'>;

/** The extensions of files that may be opened: report files, which cannot run. */
const OPENABLE = ['.pdf', '.json', '.csv', '.png'];

const NoArguments = z.tuple([]);
const PathArgument = z.tuple([z.string().max(4096).refine(isAbsolute, 'an absolute path')]);

/** Answers the requests of the main frame of `window`. */
export function answerPage(
  electron: Shell,
  window: () => BrowserWindow | null,
  report: (error: unknown, where: string) => void,
): void {
  const refuse = (channel: string, reason: string): never => {
    const error = new Error(text.refused(channel, reason));
    report(error, 'page request');
    throw error;
  };
  const answer = <Arguments extends unknown[], Answer>(
    channel: string,
    schema: z.ZodType<Arguments>,
    handle: (window: BrowserWindow, ...args: Arguments) => Promise<Answer>,
  ): void => {
    electron.ipcMain.handle(channel, async (event, ...args: unknown[]) => {
      const open = window();
      if (open === null || !isOwnPage(event, open)) return refuse(channel, text.notOwnPage);
      const parsed = schema.safeParse(args);
      return parsed.success ? handle(open, ...parsed.data) : refuse(channel, text.invalidArguments);
    });
  };

  answer(CHANNELS.chooseFiles, NoArguments, async (open) => {
    const chosen = await electron.dialog.showOpenDialog(open, {
      title: shellText.dialog.chooseRadiographs,
      properties: ['openFile', 'multiSelections'],
      filters: [
        { name: shellText.dialog.radiographs, extensions: ['dcm', 'dicom', 'dic', 'ima'] },
        { name: shellText.dialog.allFiles, extensions: ['*'] },
      ],
    });
    return chosen.canceled ? [] : chosen.filePaths;
  });

  answer(CHANNELS.chooseFolder, NoArguments, async (open) => {
    const chosen = await electron.dialog.showOpenDialog(open, {
      title: shellText.dialog.chooseFolder,
      properties: ['openDirectory', 'createDirectory'],
    });
    return chosen.canceled ? null : (chosen.filePaths.at(0) ?? null);
  });

  answer(CHANNELS.revealInFolder, PathArgument, async (_open, path) => {
    if (!existsSync(path)) throw new Error(text.fileMissing);
    electron.shell.showItemInFolder(path);
  });

  answer(CHANNELS.openPath, PathArgument, async (_open, path) => {
    if (!OPENABLE.includes(extname(path).toLowerCase())) throw new Error(text.notOpenable);
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) throw new Error(text.fileMissing);
    const failure = await electron.shell.openPath(path);
    if (failure !== '') throw new Error(text.noProgram(failure));
  });
}

function isOwnPage(event: IpcMainInvokeEvent, window: BrowserWindow): boolean {
  const frame = event.senderFrame;
  return (
    frame !== null && event.sender === window.webContents && frame === window.webContents.mainFrame && isOwnAddress(frame.url)
  );
}
