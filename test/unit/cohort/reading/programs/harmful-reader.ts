// The reader process, in which some files do harm. Their names say what they do to the process that reads them.

import { answerReader } from '../../../../../main/cohort/reading/answer-reader.ts';
import { parentOfThisProcess } from '../../../../../main/processes/child-process.ts';
import { startWatchdog } from '../../../../../main/processes/watchdog.ts';

startWatchdog();
const parent = parentOfThisProcess();
answerReader({
  send: parent.send,
  onMessage: (listener) =>
    parent.onMessage((message) => {
      doHarm(JSON.stringify(message));
      listener(message);
    }),
});
process.on('disconnect', () => process.exit(0));

function doHarm(message: string): void {
  if (message.includes('harm-by-crash.dcm"')) process.kill(process.pid, 'SIGSEGV');
  if (message.includes('harm-by-time.dcm"')) for (;;);
  if (message.includes('harm-by-memory.dcm"')) takeMemory();
}

function takeMemory(): never {
  const taken: Uint8Array[] = [];
  for (;;) taken.push(new Uint8Array(1e6).fill(1));
}
