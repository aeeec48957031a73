// Subgroups with their mean kappa, and how surely they differ from all other hips.

import type { Subgroup } from '../../main/domain/evaluation/evaluation.ts';
import { evaluationText } from '../text/evaluation.ts';
import { DataTable } from '../ui/data-table.tsx';
import style from './evaluate.module.css';
import { figureText, intervalText, pText } from './figure-text.ts';

export function SubgroupTable({ subgroups }: { readonly subgroups: readonly Subgroup[] }) {
  const { group, columns, difference, interval, p, adjusted } = evaluationText;
  return (
    <section aria-label={evaluationText.subgroups}>
      <h2>{evaluationText.subgroups}</h2>
      <p className={style.quiet}>{evaluationText.subgroupHelp}</p>
      <DataTable
        label={evaluationText.subgroups}
        columns={[group, columns.hips, columns.meanKappa, difference, interval, p, adjusted]}
      >
        {subgroups.map((own) => (
          <tr key={`${own.by} ${own.value}`}>
            <th scope="row">{`${own.by}: ${own.value}`}</th>
            <td className={style.number}>{own.hips}</td>
            <td className={style.number}>{`${figureText(own.meanKappa.value)} (${intervalText(own.meanKappa)})`}</td>
            <td className={style.number}>{figureText(own.difference.value)}</td>
            <td className={style.number}>{intervalText(own.difference)}</td>
            <td className={style.number}>{pText(own.p)}</td>
            <td className={style.number}>{pText(own.adjusted)}</td>
          </tr>
        ))}
      </DataTable>
    </section>
  );
}
