import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failed, FailureError } from '../../../main/domain/failure.ts';
import { errorLog } from '../../../main/files/error-log.ts';
import { withoutIdentifiers } from '../../../main/files/without-identifiers.ts';

function logged(write: (log: ReturnType<typeof errorLog>) => void): string {
  const lines: string[] = [];
  write(
    errorLog(
      (line) => lines.push(line),
      () => new Date(0),
    ),
  );
  return lines.join('');
}

describe('the text of an error', () => {
  it.each([
    ['a path in quotes', `ENOENT: no such file or directory, open '/data/Smith, John/film.dcm'`],
    ['an apostrophe inside the quotes', `ENOENT: no such file, open '/data/O'Smith/John film.dcm' again`],
    ['a path with spaces and no quotes', 'Load model from /data/Smith John/film failed: no such file'],
    ["a path in the user's folder", 'cannot open ~/films/Smith John'],
    ['a relative path', 'cannot open films/Smith/John.dcm now'],
    ['a path of Windows', String.raw`cannot open C:\Users\Smith\My films\John`],
    ['a share', String.raw`cannot open \\server\share\Smith John`],
    ['a path of Windows with slashes', 'cannot open D:/Smith/John'],
    ['an address', 'cannot open file:///data/Smith%20John'],
    ['a file name', 'film-Smith-John.dcm is too large'],
    ['a DICOM name', 'value Smith^John^^ is too long'],
    ['an email address', 'sent by john.smith@Smith.example today'],
    ['double quotes', 'Unexpected token S in JSON: "Smith" and "John"'],
    ['quotes of print', 'no patient “Smith” or «John»'],
    ['quotes without an end', "near 'Smith, John"],
    ['a second line', 'first\nopen "/data/Smith"'],
    ['a forged line of a stack', 'first\n    at /data/Smith John (x)'],
  ])('does not name a patient: %s', (_, text) => {
    expect(withoutIdentifiers(text)).not.toMatch(/smith|john/i);
  });

  it.each(['subject 9000622', 'OAI-9000622x', 'born 1950-03-12', 'call 555-123-4567', 'UID 1.2.840.10008.5', 'on 12 03 1950'])(
    'holds no long number: %s',
    (text) => {
      expect(withoutIdentifiers(text)).not.toMatch(/\d/);
    },
  );

  it('keeps the words that explain it', () => {
    expect(withoutIdentifiers(`ENOENT: no such file or directory, open '/data/x'`)).toMatch(
      /^ENOENT: no such file or directory, open/,
    );
    expect(withoutIdentifiers('SQLITE_CONSTRAINT: NOT NULL constraint failed: hips.side')).toMatch('failed: hips.side');
  });

  it('keeps functions, source files and lines of the stack', () => {
    const frame = '    at async importOne (file:///home/smith/osteograde/main/cohort/import-files.ts:57:3)';
    expect(withoutIdentifiers(frame)).toBe('    at async importOne (import-files.ts:57:3)');
    expect(withoutIdentifiers('    at node:internal/process:12345:6')).toBe('    at node:internal/process:12345:6');
    expect(withoutIdentifiers(String.raw`    at run (C:\Users\smith\main.js:1:2)`)).toBe('    at run (main.js:1:2)');
  });

  it('is cleaned in linear time, whatever it holds', () => {
    const started = performance.now();
    for (const part of ['x', '/', '"', '1', '1.', 'a/', '@', 'x ', "'x", ' at (']) withoutIdentifiers(part.repeat(20_000));
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('holds no quoted word, path or long number, whatever surrounds it', () => {
    const secret = fc.constantFrom(`'Smith'`, '"Smith"', '/data/Smith', 'smith@x.org', 'Smith^J', '1234567', 'Smith.dcm');
    const words = fc.array(fc.constantFrom('open', 'of', 'failed:', '(x)', ',', "can't"), { maxLength: 4 });
    fc.assert(
      fc.property(words, secret, words, (before, name, after) => {
        expect(withoutIdentifiers([...before, name, ...after].join(' '))).not.toMatch(/smith|1234567/i);
      }),
    );
  });
});

describe('the log', () => {
  it('names the place, the error and its cause', () => {
    const text = logged((log) => log.report(new Error('outer', { cause: new RangeError('inner') }), 'job'));
    expect(text).toMatch(/^1970-01-01T00:00:00.000Z error in job: Error: outer\n {2}at /);
    expect(text).toMatch(/\n {2}caused by RangeError: inner\n/);
  });

  it('holds only the code of an expected failure, because its sentence may name a file', () => {
    const text = logged((log) => log.report(new FailureError(failed('disk-full', 'Smith is full.').failure), 'job'));
    expect(text).toMatch('FailureError: disk-full');
    expect(text).not.toMatch('Smith');
  });

  it('cannot be made to hold a forged entry or a terminal escape', () => {
    const forged = '\n1970-01-01T00:00:00.000Z error in audit: forged\u001B[2K\u202E';
    const text = logged((log) => {
      log.report(new Error(forged), 'job');
      log.repeat(forged, 'inference');
    });
    const entries = text.split('\n').filter((line) => /^\S/.test(line));
    expect(entries.map((line) => line.slice(25, 45))).toEqual(['error in job: Error:', 'inference: ']);
    // oxlint-disable-next-line no-control-regex -- the control characters that must not be there
    expect(text).not.toMatch(/[\x1b\u202e]/);
  });

  it('cuts an endless message', () => {
    expect(logged((log) => log.report(new Error('x '.repeat(1e6)), 'job')).length).toBeLessThan(10_000);
  });
});
