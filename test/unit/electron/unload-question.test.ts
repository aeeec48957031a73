import type { BrowserWindow } from 'electron';
import { describe, expect, it } from 'vitest';
import type { ElectronPart } from '../../../electron/electron-part.ts';
import { askBeforeUnload } from '../../../electron/unload-question.ts';
import { StandInContents } from './stand-in-electron.ts';

/** Returns whether the page goes away when the reader answers with this button. */
function leaves(button: string): boolean {
  const webContents = new StandInContents();
  const dialog = { showMessageBoxSync: (_window: unknown, { buttons }: { buttons: string[] }) => buttons.indexOf(button) };
  // Stand in for the parts of the dialog and the window that the question uses.
  askBeforeUnload({ dialog } as unknown as ElectronPart, { webContents } as unknown as BrowserWindow);
  let overruled = false;
  webContents.emit('will-prevent-unload', { preventDefault: () => (overruled = true) });
  return overruled;
}

describe('a page with unsaved readings', () => {
  it('stays unless the reader chooses to leave', () => {
    expect(leaves('Stay')).toBe(false);
    expect(leaves('Leave without saving')).toBe(true);
  });
});
