import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { failed } from '../../../main/domain/failure.ts';
import { openClosingSummary } from '../../../main/hosts/cli/closing-summary.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-summary-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function opened(quiet = false) {
  const printed: string[] = [];
  const errors: string[] = [];
  const terminal = { line: (text: string) => void printed.push(text), error: (text: string) => void errors.push(text) };
  return { summary: openClosingSummary(terminal, { quiet }), printed, errors };
}

const { failure: refused } = failed('dicom-truncated', 'a.dcm is cut off.');
const { failure: note } = failed('left-out', 'README.txt is not a radiograph.');

describe('the end of a command', () => {
  it('warns of a missing key table, without which the films come in nevertheless', async () => {
    const { summary, printed, errors } = opened();
    summary.problem('/studies/hips', failed('key-withheld', 'The key table is missing.').failure);
    await summary.end(undefined);
    expect([summary.errors, printed, errors]).toEqual([[], [], ['Warning: The key table is missing.']]);
  });

  it('names what was refused and what was left out, and counts only the refused files as errors', async () => {
    const { summary, printed, errors } = opened();
    summary.problem('/films/a.dcm', refused);
    summary.problem('/films/README.txt', note);
    summary.problem('/films/b.dcm', failed('hip-replaced', 'The left hip is a prosthesis.').failure);
    summary.problem('/films/c.dcm', failed('grade-doubtful', 'The film is blurred.').failure);
    await summary.end(undefined);
    expect(errors).toEqual(['a.dcm is cut off.', 'The left hip is a prosthesis.', 'Warning: The film is blurred.']);
    expect(printed).toEqual(['Not taken: a.dcm.', 'Left out: README.txt is not a radiograph.']);
    expect(summary.errors.map(({ file }) => file)).toEqual(['/films/a.dcm']);
    expect(summary.leftOut.map(({ code }) => code)).toEqual(['left-out', 'hip-replaced']);
    expect(summary.warnings.map(({ code }) => code)).toEqual(['grade-doubtful']);
  });

  it('shortens long lists, which can be saved whole', async () => {
    const { summary, printed } = opened();
    for (let at = 0; at < 25; at++) {
      summary.problem(`/films/${at}.dcm`, refused);
      summary.problem(`/films/${at}.txt`, note);
    }
    const [csv, json] = [join(folder, 'list.csv'), join(folder, 'list.json')];
    await summary.end(csv);
    await summary.end(json);
    expect(printed[0]).toMatch(/^Not taken: 0\.dcm, .*9\.dcm and 15 more\./);
    expect(printed[11]).toMatch(/^15 more files were left out\./);
    expect(readFileSync(csv, 'utf8').trim().split('\n')).toHaveLength(51);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toHaveLength(50);
  });

  it('prints nothing beside JSON, and names files as they may be named', async () => {
    const { summary, printed, errors } = opened(true);
    summary.problem('/films/Müller.dcm', refused, { file: 'S-1', failure: failed('dicom-truncated', 'S-1 is cut off.').failure });
    await summary.end(undefined);
    expect([printed, errors]).toEqual([[], []]);
    expect(summary.errors).toEqual([{ file: 'S-1', code: 'dicom-truncated', message: 'S-1 is cut off.' }]);
  });

  it('says in words that the list cannot be saved', async () => {
    await expect(opened().summary.end(join(folder, 'absent', 'list.csv'))).rejects.toThrow(/list\.csv was not found/);
  });
});
