// The PyTorch process that the engine is compared with: it makes the weights and the input, and takes steps when told to.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface PeerSettings {
  readonly network: string;
  readonly batch: number;
  readonly size: number;
  readonly threads: number;
  readonly precision: 'fp32' | 'bf16';
  /** Where weights, input and first gradients are exchanged. */
  readonly folder: string;
}

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
  readonly trained: boolean;
}

export interface Peer {
  readonly version: string;
  tell(command: 'train' | 'infer' | 'first' | 'memory'): Promise<{ milliseconds: number; loss: number; peakBytes: number }>;
  stored(file: 'weights' | 'gradients' | 'input'): Map<string, StoredTensor>;
  stop(): void;
}

const PYTHON = process.env['OSTEOGRADE_PYTHON'] ?? '/usr/bin/python3';

export async function startPeer(settings: PeerSettings): Promise<Peer> {
  const child = spawn(PYTHON, [join(import.meta.dirname, 'peer.py'), JSON.stringify(settings)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Record<string, unknown>> => {
    const line = await lines.next();
    if (line.done === true) throw new Error('The PyTorch peer ended: are python3-torch and python3-torchvision installed?');
    return JSON.parse(line.value) as Record<string, unknown>;
  };
  const { version } = await answer();
  return {
    version: String(version),
    tell: async (command) => {
      child.stdin.write(`${command}\n`);
      const { milliseconds, loss, peakBytes } = await answer();
      return { milliseconds: Number(milliseconds), loss: Number(loss), peakBytes: Number(peakBytes) };
    },
    stored: (file) => {
      const bytes = readFileSync(join(settings.folder, `${file}.bin`));
      // The peer wrote this list itself.
      const list = JSON.parse(readFileSync(join(settings.folder, `${file}.json`), 'utf8')) as {
        name: string;
        shape: number[];
        offset: number;
        trained: boolean;
      }[];
      return new Map(
        list.map(({ name, shape, offset, trained }) => {
          const count = shape.reduce((product, size) => product * size, 1);
          return [
            name,
            {
              shape,
              trained,
              values: new Float32Array(bytes.buffer.slice(bytes.byteOffset + offset, bytes.byteOffset + offset + 4 * count)),
            },
          ];
        }),
      );
    },
    stop: () => {
      child.stdin.end();
    },
  };
}
