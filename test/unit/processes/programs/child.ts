// A child process that behaves as each call says, well or badly.

import { failed, success, type Result } from '../../../../main/domain/failure.ts';
import { answerCalls, type CallContext } from '../../../../main/processes/calls.ts';
import { parentOfThisProcess } from '../../../../main/processes/child-process.ts';
import { CHILD_PROTOCOL, type ChildCall } from './protocol.ts';

answerCalls(parentOfThisProcess(), CHILD_PROTOCOL, answer);
process.on('disconnect', () => process.exit(0));

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
    case 'never-stop':
      report(0);
      return new Promise(() => undefined);
  }
}
