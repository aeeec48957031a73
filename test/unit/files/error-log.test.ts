import { describe, expect, it } from 'vitest';
import { errorLog, withoutIdentifiers } from '../../../main/files/error-log.ts';

describe('the error log', () => {
  it('leaves out paths, quoted text and long numbers', () => {
    const text = `ENOENT: no such file, open '/data/Smith, John/1234567.dcm' for OAI-9000622 at /home/ann/films/x.dcm`;
    const cleaned = withoutIdentifiers(text);
    for (const secret of ['Smith', '1234567', '9000622', 'ann', 'x.dcm']) expect(cleaned).not.toContain(secret);
    expect(cleaned).toContain('ENOENT');
  });

  it('keeps the names and lines of our own source files', () => {
    expect(withoutIdentifiers('at importOne (file:///opt/osteograde/main/cohort/import-files.ts:57:3)')).toContain(
      'import-files.ts:57:3',
    );
  });

  it('writes the cause too', () => {
    const lines: string[] = [];
    const log = errorLog(
      (line) => lines.push(line),
      () => new Date(0),
    );
    log.report(new Error('outer', { cause: new RangeError('inner') }), 'job');
    expect(lines.join('')).toMatch(/^1970-01-01T00:00:00.000Z error in job: Error: outer/);
    expect(lines.join('')).toContain('RangeError: inner');
  });
});
