// Why a study's database cannot be used. The caller knows the study's name and says what to do.

/** What is wrong with the file. `pages` is its content, `journal` the newest changes beside it. */
export type DatabaseDamage = 'missing' | 'empty' | 'not-a-database' | 'version' | 'pages' | 'journal';

export class DamagedDatabaseError extends Error {
  readonly damage: DatabaseDamage;
  constructor(damage: DatabaseDamage, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'DamagedDatabaseError';
    this.damage = damage;
  }
}

/** The schema differs from what the migrations make. */
export class ForeignSchemaError extends Error {
  /** Kind and name, such as `trigger evil`. */
  readonly foreign: readonly string[];
  readonly missing: readonly string[];
  constructor({ foreign, missing }: Readonly<Record<'foreign' | 'missing', readonly string[]>>) {
    super(`The schema has ${foreign.length} foreign and ${missing.length} missing parts.`);
    this.name = 'ForeignSchemaError';
    this.foreign = foreign;
    this.missing = missing;
  }
}
