// Sends unexpected errors of the main process to the log. Without this, Electron would show their text, which may name a patient.

import type { ElectronPart } from './electron-part.ts';
import { shellText } from './text.ts';

export interface ErrorSource {
  on: (event: 'uncaughtException' | 'unhandledRejection', listener: (error: unknown) => void) => unknown;
}

/** `source` is Node's `process`. After an uncaught exception the program closes in order, because its state is unknown. */
export function catchErrors(
  source: ErrorSource,
  { app, dialog }: Pick<ElectronPart, 'app' | 'dialog'>,
  report: (error: unknown, where: string) => void,
): void {
  let closing = false;
  source.on('unhandledRejection', (error) => report(error, 'main process'));
  source.on('uncaughtException', (error) => {
    report(error, 'main process');
    if (closing) return;
    closing = true;
    dialog.showErrorBox(shellText.error.title, shellText.error.message);
    app.quit();
  });
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason === 'clean-exit' || reason === 'killed') return;
    report(new Error(`A process of kind ${type} ended: ${reason}, code ${exitCode}.`), 'child process');
  });
}
