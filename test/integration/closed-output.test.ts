// Commands whose output nobody reads to its end, or whose output goes to a full disk.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dicomFile, smallRadiograph, SYNTAX } from '../fixtures/dicom-file.ts';

const home = mkdtempSync(join(tmpdir(), 'osteograde-closed-'));
const film = join(home, 'film.dcm');
const cli = resolve(import.meta.dirname, '../../main/hosts/cli.ts');

beforeAll(() => writeFileSync(film, dicomFile({ syntax: SYNTAX.explicit, elements: smallRadiograph() })));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Runs a line of bash in which `$og` is the command line. */
function bash(line: string): { readonly code: number | null; readonly stderr: string } {
  const og = `${process.execPath} --disable-warning=ExperimentalWarning ${cli}`;
  const { status, stderr } = spawnSync('bash', ['-c', line], {
    env: { ...process.env, OSTEOGRADE_HOME: home, og, film },
    encoding: 'utf8',
  });
  return { code: status, stderr };
}

describe.skipIf(process.platform !== 'linux')('a command', () => {
  it.each(['inspect $film | true', 'inspect $film $film $film | head -2 > /dev/null', 'models | true'])(
    'that nobody listens to any more ends quietly: %s',
    (line) => {
      expect(bash(`$og ${line}`)).toEqual({ code: 0, stderr: '' });
    },
  );

  it('whose results find no room ends in a sentence', () => {
    const { code, stderr } = bash('$og inspect $film > /dev/full');
    expect(stderr).toMatch(/^The disk is full, so the output of this command could not be written\.[^\n]*\n$/);
    expect(code).toBe(1);
  });

  it('whose errors nobody reads does its work', () => {
    expect(bash('$og deidentify $film --out "$OSTEOGRADE_HOME/copies" 2> /dev/full > /dev/null').code).toBe(0);
  });
});
