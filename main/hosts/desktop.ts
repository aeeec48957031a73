// The workstation for Electron's main process: a handler for its privileged scheme, and a way to shut down.

import type { WebHandler } from '../services/handler.ts';
import { withLastWords, type HostProcess } from '../processes/last-words.ts';
import { verifyUpdate } from './cli/verify-update.ts';
import { secured } from './security-headers.ts';
import { withInterface } from './static-files.ts';
import { buildWorkstation } from './build-workstation.ts';
import { homeFolder } from './home-folder.ts';

export type { HostProcess } from '../processes/last-words.ts';

export interface DesktopWorkstation {
  /** Serves the interface, the procedures and the bytes on one origin. */
  readonly handler: WebHandler;
  /** The folders whose files the desktop may show and open without asking: the home folder and the open studies. */
  readonly ownFolders: () => readonly string[];
  /** Checks the update in a folder with the key that ships with the program. */
  readonly verifyUpdate: (folder: string) => Promise<{ readonly accepted: boolean; readonly text: string }>;
  readonly shutDown: () => Promise<void>;
}

/** `startProcess` runs a file as a utility process, because the packaged desktop application cannot start Node. */
export function openDesktop(options: {
  readonly home?: string | undefined;
  readonly startProcess: (file: string, args: readonly string[]) => HostProcess;
}): DesktopWorkstation {
  const workstation = buildWorkstation({
    host: 'desktop',
    home: options.home,
    startProcess: (file, args, errorOutput) => withLastWords(options.startProcess(file, args), errorOutput),
  });
  // The first page waits for it.
  void workstation.openLastStudy();
  const handler = withInterface(workstation.handler);
  return {
    handler: async (request) => secured(await handler(request)),
    ownFolders: () => [homeFolder(options.home), ...workstation.studyFolders()],
    verifyUpdate: async (folder) => {
      const lines: string[] = [];
      const keep = (line: string): void => void lines.push(line);
      const accepted = await verifyUpdate(folder, {}, { line: keep, error: keep });
      return { accepted, text: lines.join('\n') };
    },
    shutDown: workstation.shutDown,
  };
}
