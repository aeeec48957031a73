// Named figures with their intervals.

import type { Estimate } from '../../main/domain/evaluation/evaluation.ts';
import { evaluationText } from '../text/evaluation.ts';
import { DataTable } from '../ui/data-table.tsx';
import style from './evaluate.module.css';
import { figureText, intervalText } from './figure-text.ts';

const NAMES: Readonly<Record<string, string>> = evaluationText.names;

export function FigureTable({
  figures,
  label = evaluationText.figures,
}: {
  readonly figures: Readonly<Record<string, Estimate>>;
  readonly label?: string;
}) {
  return (
    <DataTable label={label} columns={[evaluationText.figure, evaluationText.value, evaluationText.interval]}>
      {Object.entries(NAMES).flatMap(([key, name]) => {
        const estimate = figures[key];
        if (estimate === undefined) return [];
        return (
          <tr key={key}>
            <th scope="row">{name}</th>
            <td className={style.number}>{figureText(estimate.value)}</td>
            <td className={style.number}>{intervalText(estimate)}</td>
          </tr>
        );
      })}
    </DataTable>
  );
}
