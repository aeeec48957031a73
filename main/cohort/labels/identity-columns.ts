// Columns of a label table that look as if they identify people. A page warns before it keeps one, and nothing picks one by itself.

import type { Table } from '../tables/parse-table.ts';

/** Words in the name of such a column, in the languages of our cohorts. */
const IDENTIFYING =
  /name|file|path|vorname|naam|nom$|pr[eé]nom|phone|tel(?!e?scope)|fax|mail|address|adress|adres|stra(?:ss|ß)e|street|city|postal|plz|zip|dob|birth|geburt|naissance|geboorte|mrn|ssn|bsn|accession|insurance|kvnr|passport|patient|person|comment|remark|note|bemerk|(?:^|[_ -])(?:nr|no|id|uid|guid)$/i;

/** Cells like `Smith, John`, `Smith^John`, e-mail addresses, telephone numbers and numbers of seven digits. */
const IDENTIFYING_CELL = /^\p{Lu}[\p{L}'-]+(?:\^|, ?)\p{Lu}|@|^\+?[\d ()/-]{9,}$|\d{7,}/u;

/** How many rows are looked at. */
const ROWS = 50;

/** True if the column's name or one of its first cells looks like a person's identity. */
export function looksIdentifying(table: Pick<Table, 'rows'>, column: string): boolean {
  return IDENTIFYING.test(column) || table.rows.slice(0, ROWS).some(({ cells }) => IDENTIFYING_CELL.test(cells[column] ?? ''));
}
