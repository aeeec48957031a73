// A table of figures under a row of column names. One that is wider than the screen scrolls in its own frame.

import type { ReactNode } from 'react';
import style from './data-table.module.css';

interface DataTableProps {
  readonly label: string;
  readonly columns: readonly string[];
  /** The rows. */
  readonly children: ReactNode;
}

export function DataTable({ label, columns, children }: DataTableProps) {
  return (
    <div className={style.frame}>
      <table className={style.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map((name, at) => (
              // oxlint-disable-next-line react/no-array-index-key -- two models may have one name, and columns never move
              <th key={at} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
