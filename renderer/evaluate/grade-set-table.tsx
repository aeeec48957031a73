// Sets of grades that should hold the truth with a promised share: how often they do on these hips, and how large they are.

import type { GradeSets } from '../../main/domain/evaluation/evaluation.ts';
import { evaluationText } from '../text/evaluation.ts';
import { DataTable } from '../ui/data-table.tsx';
import style from './evaluate.module.css';
import { answerName, figureText } from './figure-text.ts';

export function GradeSetTable({ sets }: { readonly sets: GradeSets }) {
  const { coverage, calibration, answers } = sets;
  return (
    <section aria-label={evaluationText.gradeSets}>
      <h2>{evaluationText.gradeSets}</h2>
      <p className={style.quiet}>{evaluationText.gradeSetHelp(coverage, calibration.hips, calibration.subjects)}</p>
      <DataTable label={evaluationText.gradeSets} columns={evaluationText.gradeSetColumns}>
        {Object.entries(answers).map(([name, { items, covered, size }]) => (
          <tr key={name}>
            <th scope="row">{answerName(name)}</th>
            <td className={style.number}>{items}</td>
            <td className={style.number}>{figureText(covered)}</td>
            <td className={style.number}>{figureText(size, 2)}</td>
          </tr>
        ))}
      </DataTable>
    </section>
  );
}
