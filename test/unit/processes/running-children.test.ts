import { describe, expect, it } from 'vitest';
import type { ProcessChannel } from '../../../main/processes/process-channel.ts';
import { trackChildren } from '../../../main/processes/running-children.ts';

/** Starts processes that only note their end. */
function openStarter() {
  const killed: string[] = [];
  const start = (file: string): ProcessChannel => ({
    send: () => undefined,
    onMessage: () => undefined,
    onExit: () => undefined,
    kill: () => killed.push(file),
  });
  return { start, killed };
}

describe('the children of a host', () => {
  it('are all killed when it ends, also one that a job starts afterwards', () => {
    const { start, killed } = openStarter();
    const children = trackChildren(start);
    children.start('first', [], () => undefined);
    children.endAll();
    children.start('late', [], () => undefined);
    expect(killed).toEqual(['first', 'late']);
  });
});
