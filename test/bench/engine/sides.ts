// The two programs that run in turns, PyTorch (peer.py) and ours (ours.ts). Each answers every line with a line of JSON.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';

export type Precision = 'fp32' | 'bf16';

export interface SideSettings {
  readonly network: string;
  readonly batch: number;
  readonly size: number;
  readonly threads: number;
  readonly precision: Precision;
  /** Default: the processor. */
  readonly device?: 'cpu' | 'cuda';
  /** Folder to exchange weights, input and gradients. PyTorch creates the weights and the input when it starts. */
  readonly folder: string;
}

type Answer = Readonly<Record<string, number>> & { readonly text?: string };

export interface Side {
  readonly version: string;
  /** Throws with the side's message if it fails. */
  tell(command: string): Promise<Answer>;
  stop(): Promise<void>;
}

const PYTHON = process.env['OSTEOGRADE_PYTHON'] ?? '/usr/bin/python3';

/** Makes glibc keep freed memory mapped and on huge pages, like our arena. This is not faster memory, only the same policy. */
const KEEPS_MEMORY = {
  GLIBC_TUNABLES:
    'glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=68719476736:glibc.malloc.top_pad=67108864:glibc.malloc.hugetlb=1',
};

/** Starts PyTorch, with its allocator unchanged or with the policy of ours. */
export function startPeer(settings: SideSettings, allocator: 'own' | 'keeping' = 'own'): Promise<Side> {
  return start(
    [PYTHON, join(import.meta.dirname, 'peer.py')],
    settings,
    allocator === 'own' ? {} : KEEPS_MEMORY,
    'The PyTorch side ended. Check that python3-torch and python3-torchvision are installed.',
  );
}

export function startOurs(settings: SideSettings): Promise<Side> {
  return start(
    [process.execPath, '--expose-gc', join(import.meta.dirname, 'ours.ts')],
    settings,
    {},
    'Our side of the bench ended.',
  );
}

async function start(
  [program = '', ...programArguments]: string[],
  settings: SideSettings,
  extra: object,
  ended: string,
): Promise<Side> {
  const child = spawn(program, [...programArguments, JSON.stringify(settings)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...extra },
  });
  const exit = new Promise<void>((resolve) => {
    child.on('close', () => {
      resolve();
    });
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Answer> => {
    const line = await lines.next();
    if (line.done === true) throw new Error(ended);
    const reply = JSON.parse(line.value) as Answer & { problem?: string }; // both sides are ours
    if (reply.problem !== undefined) throw new Error(reply.problem);
    return reply;
  };
  const { text = '' } = await answer();
  return {
    version: text,
    tell: (command) => {
      child.stdin.write(`${command}\n`);
      return answer();
    },
    stop: async () => {
      child.stdin.end();
      await exit;
    },
  };
}
