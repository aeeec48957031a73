// What becomes of a command whose output cannot be written: whoever reads it may stop early, as `head` does, or its disk may be full.

import { fileFailure, codeOf } from '../../files/file-failure.ts';
import { outputText } from '../text/output.ts';

export interface CommandOutputs {
  readonly stdout: NodeJS.EventEmitter;
  readonly stderr: NodeJS.EventEmitter & { readonly write: (text: string) => unknown };
  /** Ends the program at once. `failed` sets the exit code 1; otherwise the command's own code stays. */
  readonly exit: (failed: boolean) => void;
}

/** A reader of results who leaves ends the command quietly. Errors that nobody reads do not end its work. */
export function watchOutputs({ stdout, stderr, exit }: CommandOutputs): void {
  stdout.on('error', (error: unknown) => {
    if (codeOf(error) === 'EPIPE') return exit(false);
    const failure = fileFailure(error, outputText.shared.theOutput);
    if (failure === null) throw error;
    stderr.write(`${failure.message}\n`);
    exit(true);
  });
  stderr.on('error', (error: unknown) => {
    if (codeOf(error) === '') throw error;
  });
}
