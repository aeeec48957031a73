// Sends unexpected errors of the main process to the log. Without this, Electron would show their text, which may name a patient.

import { logUncaught } from '../main/hosts/uncaught.ts';
import type { ElectronPart } from './electron-part.ts';
import { shellText } from './text.ts';

/** `program` is Node's `process`. After an uncaught exception the desktop closes in order, because its state is unknown. */
export function catchErrors(
  program: NodeJS.EventEmitter,
  { app, dialog }: Pick<ElectronPart, 'app' | 'dialog'>,
  report: (error: unknown, where: string) => void,
): void {
  let closing = false;
  const end = (): void => {
    if (closing) return;
    closing = true;
    dialog.showErrorBox(shellText.error.title, shellText.error.message);
    app.quit();
  };
  logUncaught({ log: { report }, end }, program);
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason === 'clean-exit' || reason === 'killed') return;
    report(new Error(`A process of kind ${type} ended: ${reason}, code ${exitCode}.`), 'child process');
  });
}
