import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendAudit, brokenAmongNewestAuditRows, firstBrokenAuditRow } from '../../../main/database/audit.ts';
import { openStudyDatabase, type StudyDatabase } from '../../../main/database/study-database.ts';

function withRows(count: number): StudyDatabase {
  const database = openStudyDatabase(':memory:');
  for (let i = 0; i < count; i++) {
    appendAudit(database, {
      at: `2026-01-01T00:00:0${i % 10}Z`,
      actor: 'reader',
      action: 'reading.save',
      target: `S${i}`,
      detail: { i },
    });
  }
  return database;
}

describe('the audit chain', () => {
  it('is intact for any rows as written', () => {
    const entry = fc.record({
      at: fc.string(),
      actor: fc.string(),
      action: fc.string(),
      target: fc.string(),
      detail: fc.jsonValue(),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), (entries) => {
        const database = openStudyDatabase(':memory:');
        for (const one of entries) appendAudit(database, one);
        expect(firstBrokenAuditRow(database)).toBeNull();
        database.close();
      }),
      { numRuns: 25 },
    );
  });

  it('finds the first altered row, whichever field was altered', () => {
    const field = fc.constantFrom('at', 'actor', 'action', 'target', 'detail', 'previous_hash', 'hash');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), field, (sequence, name) => {
        const database = withRows(6);
        database.exec('DROP TRIGGER audit_is_not_rewritten');
        database.prepare(`UPDATE audit SET ${name} = ${name} || 'x' WHERE sequence = ?`).run(sequence);
        expect(firstBrokenAuditRow(database)).toBe(sequence);
        database.close();
      }),
      { numRuns: 30 },
    );
  });

  it('notices a row removed from the middle', () => {
    const database = withRows(5);
    database.exec('DROP TRIGGER audit_is_not_shortened');
    database.exec('DELETE FROM audit WHERE sequence = 3');
    expect(firstBrokenAuditRow(database)).toBe(3);
    database.close();
  });

  it('is checked among its newest rows alone, up to the first row of a short chain', () => {
    const count = fc.integer({ min: 1, max: 8 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), count, fc.constantFrom('detail', 'hash'), (sequence, newest, name) => {
        const database = withRows(6);
        expect(brokenAmongNewestAuditRows(database, newest)).toBeNull();
        database.exec('DROP TRIGGER audit_is_not_rewritten');
        database.prepare(`UPDATE audit SET ${name} = ${name} || 'x' WHERE sequence = ?`).run(sequence);
        // The row before the newest ones is read with them, because they refer to its seal.
        expect(brokenAmongNewestAuditRows(database, newest)).toBe(sequence >= 6 - newest ? sequence : null);
        database.close();
      }),
    );
  });

  it('cannot be changed or shortened by an ordinary statement', () => {
    const database = withRows(2);
    expect(() => database.exec("UPDATE audit SET actor = 'x'")).toThrow(/never changed/);
    expect(() => database.exec('DELETE FROM audit')).toThrow(/never removed/);
    database.close();
  });
});
