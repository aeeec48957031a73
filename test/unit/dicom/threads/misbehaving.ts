// A thread that misbehaves as the first byte of a file says.

import { parentPort } from 'node:worker_threads';

parentPort?.on('message', ({ file }: { readonly file: Uint8Array }) => {
  switch (file[0]) {
    case 1:
      for (;;);
    case 2:
      throw new Error('planted');
    case 3:
      process.exit(7);
      break;
    case 4: {
      const hoard: object[] = [];
      for (;;) hoard.push(Array.from({ length: 1000 }, (_, i) => ({ i })));
    }
    default:
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      parentPort?.postMessage({ result: { ok: true, value: file[0] } });
  }
});
