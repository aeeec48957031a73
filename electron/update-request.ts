// Verifies an update that the reader has on a disk, from the menu. Installing it stays with the system.

import type { BrowserWindow } from 'electron';
import type { DesktopWorkstation } from '../main/hosts/desktop.ts';
import type { ElectronPart } from './electron-part.ts';
import { shellText } from './text.ts';

const text = shellText.update;

interface UpdateParts {
  readonly verify: DesktopWorkstation['verifyUpdate'];
  readonly report: (error: unknown, where: string) => void;
}

/** Asks for the folder of the update, verifies it and shows the answer. */
export async function askForUpdate(
  { dialog }: Pick<ElectronPart, 'dialog'>,
  window: () => BrowserWindow | null,
  { verify, report }: UpdateParts,
): Promise<void> {
  const open = window();
  if (open === null) return;
  try {
    const chosen = await dialog.showOpenDialog(open, { title: text.choose, properties: ['openDirectory'] });
    const folder = chosen.canceled ? undefined : chosen.filePaths.at(0);
    if (folder === undefined) return;
    const { accepted, text: detail } = await verify(folder).catch((error: unknown) => {
      report(error, 'update');
      return { accepted: false, text: text.failed };
    });
    const message = accepted ? text.accepted : text.refused;
    await dialog.showMessageBox(open, { type: accepted ? 'info' : 'warning', message, detail });
  } catch (error) {
    report(error, 'update'); // the window closed meanwhile
  }
}
