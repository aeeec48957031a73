// A parent that starts a child, gives it a call, prints the child's process id when the child is at work, and waits to be killed.
// Arguments: the behaviour of the child, and how long it may outlive its parent.

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { boundsArguments } from '../../../../main/processes/bounds.ts';

const [behaviour, orphanMs] = process.argv.slice(2);
const child = fork(
  fileURLToPath(new URL('child.ts', import.meta.url)),
  boundsArguments({ megabytes: 400, orphanMs: Number(orphanMs) }),
  { serialization: 'advanced', execArgv: ['--disable-warning=ExperimentalWarning'] },
);
child.send({ kind: 'call', id: 1, call: { behaviour } });
child.on('message', () => process.stdout.write(`${child.pid}\n`));
