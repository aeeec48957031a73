// A large database is checked in a thread, whose answers must come back as the same errors.

import BetterSqlite3 from 'better-sqlite3';
import { copyFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkWholeFile } from '../../../main/cohort/safekeeping/database-files.ts';
import { appendAudit } from '../../../main/database/audit.ts';
import { DamagedDatabaseError, ForeignDatabaseError } from '../../../main/database/integrity/database-errors.ts';
import { NewerDatabaseError } from '../../../main/database/migration.ts';
import { openStudyDatabase } from '../../../main/database/study-database.ts';
import { temporaryFolder } from './films.ts';

const folder = temporaryFolder();
const whole = join(folder, 'whole.sqlite');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  const database = openStudyDatabase(whole);
  database.transaction(() => {
    for (let i = 0; i < 5000; i++)
      appendAudit(database, { at: '2026', actor: 'reader-1', action: 'hip.open', target: `hip-${i}`, detail: { i } });
  })();
  database.close();
});

async function errorAfter(sql: string): Promise<unknown> {
  const copy = join(folder, 'copy.sqlite');
  copyFileSync(whole, copy);
  const database = new BetterSqlite3(copy);
  database.exec(sql);
  database.close();
  return checkWholeFile(copy, 'study.sqlite').catch((error: unknown) => error);
}

const BREAK = "DROP TRIGGER audit_is_not_rewritten; UPDATE audit SET actor = 'x' WHERE sequence = 20;";
const REPAIR =
  "CREATE TRIGGER audit_is_not_rewritten BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;";

describe('a database too large to check at once', () => {
  it('passes if it is whole', async () => {
    expect(statSync(whole).size).toBeGreaterThan(2 ** 19);
    await expect(checkWholeFile(whole, 'study.sqlite')).resolves.toBeUndefined();
  });

  it('names the audit row at which the chain breaks', async () => {
    const error = await errorAfter(BREAK + REPAIR);
    expect(error).toBeInstanceOf(DamagedDatabaseError);
    expect(error).toMatchObject({ damage: 'audit', message: 'The audit chain breaks at row 20.' });
  });

  it('names foreign parts of its schema', async () => {
    const error = await errorAfter('CREATE VIEW evil AS SELECT 1');
    expect(error).toBeInstanceOf(ForeignDatabaseError);
    expect(error).toMatchObject({ foreign: ['view evil'], missing: [] });
  });

  it('says that it is newer', async () => {
    expect(await errorAfter('PRAGMA user_version = 99')).toBeInstanceOf(NewerDatabaseError);
  });
});
