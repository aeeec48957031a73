import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { logFile } from '../../../main/files/log-file.ts';
import { temporaryFolder } from '../cohort/films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the log file', () => {
  it('can be read by its owner alone', () => {
    const log = logFile(join(folder, 'own', 'logs'));
    expect(existsSync(log.path)).toBe(false);
    log.append('one\n');
    expect(statSync(log.path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'own', 'logs')).mode & 0o777).toBe(0o700);
  });

  it('begins anew at its limit and keeps four older files', () => {
    const log = logFile(join(folder, 'full'), 1000);
    for (let i = 0; i < 200; i++) log.append(`${String(i).padStart(99, '.')}\n`);
    const names = readdirSync(join(folder, 'full')).toSorted();
    expect(names).toEqual(['osteograde.log', ...[1, 2, 3, 4].map((age) => `osteograde.log.${age}`)]);
    for (const name of names) expect(statSync(join(folder, 'full', name)).size).toBe(1000);
  });

  it('returns its newest lines, across a new beginning', async () => {
    const log = logFile(join(folder, 'lines'), 30);
    expect(await log.lastLines(5)).toEqual([]);
    for (let i = 0; i < 8; i++) log.append(`line ${i}\n`);
    expect(await log.lastLines(5)).toEqual([3, 4, 5, 6, 7].map((i) => `line ${i}`));
  });

  it('is shared by two programs', async () => {
    const [first, second] = [logFile(join(folder, 'shared'), 40), logFile(join(folder, 'shared'), 40)];
    for (let i = 0; i < 6; i++) (i % 2 === 0 ? first : second).append(`line ${i}\n`);
    expect(await second.lastLines(6)).toEqual([0, 1, 2, 3, 4, 5].map((i) => `line ${i}`));
  });
});
