// What a page may request from the shell. Every request is checked for its sender and parsed before anything is done.

import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { BrowserWindow, IpcMainInvokeEvent, OpenDialogReturnValue } from 'electron';
import { z } from 'zod';
import { isLocalPath, type AllowedPlaces } from './allowed-places.ts';
import { CHANNELS } from './channels.ts';
import type { ElectronPart } from './electron-part.ts';
import type { OpenedFiles } from './opened-files.ts';
import { isOwnAddress } from './origin.ts';
import { shellText } from './text.ts';

const text = shellText.request;

type Shell = Pick<ElectronPart, 'ipcMain' | 'dialog' | 'shell'>;

/** The extensions of files that may be opened: documents and films, which cannot run. */
const OPENABLE = ['.pdf', '.csv', '.json', '.dcm', '.log'];

const NoArguments = z.tuple([]);
const PathArgument = z.tuple([z.string().max(4096).refine(isLocalPath, 'an absolute path on this machine')]);

export interface PageAccess {
  readonly window: () => BrowserWindow | null;
  readonly places: AllowedPlaces;
  readonly opened: OpenedFiles;
  readonly report: (error: unknown, where: string) => void;
}

/** Answers the requests of the main frame of the window. */
export function answerPage(electron: Shell, { window, places, opened, report }: PageAccess): void {
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

  const remember = ({ canceled, filePaths }: OpenDialogReturnValue): string[] => {
    if (canceled) return [];
    places.add(filePaths);
    return filePaths;
  };
  const allowedPath = async (path: string): Promise<string> => {
    const found = await places.find(path);
    if (found.kind === 'allowed') return found.realPath;
    throw new Error(found.kind === 'missing' ? text.fileMissing : text.elsewhere);
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
    return remember(chosen);
  });

  answer(CHANNELS.chooseFolder, NoArguments, async (open) => {
    const chosen = await electron.dialog.showOpenDialog(open, {
      title: shellText.dialog.chooseFolder,
      properties: ['openDirectory', 'createDirectory'],
    });
    return remember(chosen).at(0) ?? null;
  });

  // The reader chose these files too, in the file manager.
  answer(CHANNELS.openedFiles, NoArguments, async () => remember({ canceled: false, filePaths: opened.take() }));

  answer(CHANNELS.revealInFolder, PathArgument, async (_open, path) => {
    electron.shell.showItemInFolder(await allowedPath(path));
  });

  answer(CHANNELS.openPath, PathArgument, async (_open, path) => {
    // The extension of the link's target counts, and the target is opened, so a link cannot disguise a program as a report.
    const realPath = await allowedPath(path);
    if (!OPENABLE.includes(extname(realPath).toLowerCase())) throw new Error(text.notOpenable);
    if (!(await stat(realPath)).isFile()) throw new Error(text.fileMissing);
    const failure = await electron.shell.openPath(realPath);
    if (failure !== '') throw new Error(text.noProgram(failure));
  });
}

function isOwnPage(event: IpcMainInvokeEvent, window: BrowserWindow): boolean {
  const frame = event.senderFrame;
  return (
    frame !== null && event.sender === window.webContents && frame === window.webContents.mainFrame && isOwnAddress(frame.url)
  );
}
