// A child process that behaves as each call says, well or badly.

import { pbkdf2 } from 'node:crypto';
import { failed, success, type Result } from '../../../../main/domain/failure.ts';
import { answerCalls, type CallContext } from '../../../../main/processes/answer-calls.ts';
import { parentOfThisProcess } from '../../../../main/processes/child-process.ts';
import { endNow } from '../../../../main/processes/end-now.ts';
import { startWatchdog } from '../../../../main/processes/watchdog.ts';
import { CHILD_PROTOCOL, type ChildCall } from './protocol.ts';

startWatchdog();
answerCalls(parentOfThisProcess(), CHILD_PROTOCOL, answer);
process.on('disconnect', endNow);

async function answer({ behaviour }: ChildCall, { report, signal }: CallContext<number>): Promise<Result<unknown>> {
  switch (behaviour) {
    case 'double':
      report(1);
      report(2);
      return success(new Float32Array([1, 2]));
    case 'refuse':
      return failed('not-dicom', 'This is not a radiograph.');
    case 'throw':
      throw new Error('planted');
    case 'die':
      return process.exit(7);
    case 'babble':
      process.send?.('something that no protocol knows');
      return new Promise(() => undefined);
    case 'lie':
      return success('a word where numbers belong');
    case 'stop-when-asked':
      report(0);
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      return failed('stopped', 'Stopped.');
    case 'save-when-asked':
      report(0);
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      await new Promise((resolve) => setTimeout(resolve, 600));
      return failed('stopped', 'Stopped and saved.');
    case 'never-stop':
      report(0);
      return new Promise(() => undefined);
    case 'loop':
      report(0);
      await new Promise((resolve) => setTimeout(resolve, 50)); // sends the report
      for (;;);
    case 'compute':
      report(0);
      // An hour of native code in one of Node's own threads.
      pbkdf2('word', 'salt', 2 ** 31 - 1, 64, 'sha512', () => undefined);
      return new Promise(() => undefined);
    case 'print-and-hoard':
      process.stdout.write('a line that a library printed');
      return hoard();
    case 'hoard':
      return hoard();
  }
}

/** Takes memory until the watchdog ends the process, without ever yielding to the event loop. */
function hoard(): never {
  const arrays: Uint8Array[] = [];
  for (;;) arrays.push(new Uint8Array(1e6).fill(1));
}
