// What a child writes to its standard error reaches the log of its parent, in whole lines.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { errorLog } from '../../../main/files/error-log.ts';
import { startChild } from '../../../main/processes/child-process.ts';
import { temporaryFolder } from '../cohort/films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function linesOf(program: string): Promise<readonly string[]> {
  const file = join(folder, 'program.mjs');
  writeFileSync(file, program);
  const lines: string[] = [];
  const child = startChild(file, [], (text) => lines.push(text));
  const { promise, resolve } = Promise.withResolvers<void>();
  child.onExit(() => resolve());
  await promise;
  return lines;
}

describe('the errors of a child', () => {
  it('arrive in whole lines, although they were written in pieces', async () => {
    const lines = await linesOf(`
      process.stderr.write("open '/data/Smi");
      await new Promise((resolve) => setTimeout(resolve, 200));
      process.stderr.write("th/film.dcm' failed\\n");
      process.stderr.write('the end');`);
    expect(lines.join('')).toBe("open '/data/Smith/film.dcm' failed\nthe end");
    expect(lines.filter((text) => text.includes('Smi'))).toEqual([
      expect.stringMatching(/^open '\/data\/Smith\/film.dcm' failed\n/),
    ]);
  });

  it('of a crash name no patient in the log', async () => {
    const written: string[] = [];
    const log = errorLog(
      (text) => written.push(text),
      () => new Date(0),
    );
    for (const text of await linesOf(`throw new Error("cannot read '/data/Smith John/1234567.dcm'");`))
      log.repeat(text, 'training-child');
    expect(written.join('')).toMatch(/^1970-01-01T00:00:00.000Z training-child: /);
    expect(written.join('')).toMatch("Error: cannot read '...'");
    expect(written.join('')).toMatch(/ {2}at .*program\.mjs:1:\d+/);
    expect(written.join('')).not.toMatch(/Smith|1234567/);
  });
});
