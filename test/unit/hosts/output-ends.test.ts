import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { watchOutputs } from '../../../main/hosts/cli/output-ends.ts';

function watched() {
  const written: string[] = [];
  const exits: boolean[] = [];
  const stdout = new EventEmitter();
  const stderr = Object.assign(new EventEmitter(), { write: (text: string) => written.push(text) });
  watchOutputs({ stdout, stderr, exit: (hasFailed) => void exits.push(hasFailed) });
  return { stdout, stderr, written, exits };
}

const systemError = (code: string): Error => Object.assign(new Error(code), { code });

describe('output that cannot be written', () => {
  it('ends the command quietly if its reader has left', () => {
    const { stdout, written, exits } = watched();
    stdout.emit('error', systemError('EPIPE'));
    expect([written, exits]).toEqual([[], [false]]);
  });

  it('ends the command in a sentence if the disk is full', () => {
    const { stdout, written, exits } = watched();
    stdout.emit('error', systemError('ENOSPC'));
    expect(written).toEqual([expect.stringMatching(/^The disk is full, so the output of this command could not be written\./)]);
    expect(exits).toEqual([true]);
  });

  it('does not end the work if only errors cannot be printed', () => {
    const { stderr, exits } = watched();
    stderr.emit('error', systemError('EPIPE'));
    expect(exits).toEqual([]);
  });

  it('is a bug if the error has no cause in the system', () => {
    const { stdout } = watched();
    expect(() => stdout.emit('error', new Error('odd'))).toThrow('odd');
  });
});
