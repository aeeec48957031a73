// Asks before a page with unsaved readings goes away. A page can only object; without a question the window could not be closed.

import type { BrowserWindow } from 'electron';
import type { ElectronPart } from './electron-part.ts';
import { shellText } from './text.ts';

const text = shellText.unload;

/** The answers of the question, by their place in it. The first is the answer of Enter and Escape. */
const STAY = 0;
const LEAVE = 1;

export function askBeforeUnload({ dialog }: Pick<ElectronPart, 'dialog'>, window: BrowserWindow): void {
  window.webContents.on('will-prevent-unload', (event) => {
    const answer = dialog.showMessageBoxSync(window, {
      type: 'warning',
      message: text.message,
      detail: text.detail,
      buttons: [text.stay, text.leave],
      defaultId: STAY,
      cancelId: STAY,
    });
    // Preventing this event overrules the page's objection.
    if (answer === LEAVE) event.preventDefault();
  });
}
