// Why a study's database cannot be used. The caller knows the study's name and says what to do.

export const DATABASE_DAMAGES = [
  'missing',
  'empty',
  'not-a-database',
  'version',
  'pages',
  'journal',
  'references',
  'audit',
] as const;

/** What is wrong with the file. `pages` is its content, `journal` the newest changes beside it, `audit` the chain of audit rows. */
export type DatabaseDamage = (typeof DATABASE_DAMAGES)[number];

export class DamagedDatabaseError extends Error {
  readonly damage: DatabaseDamage;
  constructor(damage: DatabaseDamage, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'DamagedDatabaseError';
    this.damage = damage;
  }
}

/** The schema differs from what the migrations make, or names in it could not come from this program. */
export class ForeignDatabaseError extends Error {
  /** Kind and name, such as `trigger evil` or `column settings.model`. */
  readonly foreign: readonly string[];
  readonly missing: readonly string[];
  constructor({ foreign, missing }: Readonly<Record<'foreign' | 'missing', readonly string[]>>) {
    super(`The database has ${foreign.length} foreign and ${missing.length} missing parts.`);
    this.name = 'ForeignDatabaseError';
    this.foreign = foreign;
    this.missing = missing;
  }
}
