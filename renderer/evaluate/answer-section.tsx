// One answer of the model: its figures, its confusion matrix, whose cells open their hips, and each grade.

import type { AnswerEvaluation, ShownEvaluation } from '../../main/domain/evaluation/evaluation.ts';
import { evaluationText } from '../text/evaluation.ts';
import { DataTable } from '../ui/data-table.tsx';
import style from './evaluate.module.css';
import { answerName, figureText, intervalText } from './figure-text.ts';
import type { HipChoice } from './hip-list.tsx';

interface AnswerSectionProps {
  readonly name: string;
  readonly answer: AnswerEvaluation;
  readonly rows: ShownEvaluation['rows'];
  readonly onHips: (choice: HipChoice) => void;
}

export function AnswerSection({ name, answer, rows, onHips }: AnswerSectionProps) {
  const shown = answerName(name);
  const figures = Object.entries(evaluationText.answerFigures).flatMap(([key, label]) => {
    const estimate = answer.figures[key];
    return estimate === undefined ? [] : [`${label} ${figureText(estimate.value)} (${intervalText(estimate)})`];
  });
  return (
    <section className={style.answer} aria-label={shown}>
      <h3>{shown}</h3>
      <p className={style.quiet}>{figures.join(' · ')}</p>
      <div className={style.side}>
        <Confusion name={name} answer={answer} rows={rows} onHips={onHips} />
        <GradeTable answer={answer} label={shown} />
      </div>
    </section>
  );
}

function Confusion({ name, answer: { confusion }, rows, onHips }: AnswerSectionProps) {
  const shown = answerName(name);
  const most = Math.max(1, ...confusion.flat());
  return (
    <table className={style.matrix} aria-label={evaluationText.confusion(shown)}>
      <thead>
        <tr>
          <th scope="col">{evaluationText.truth}</th>
          {confusion.map((_, grade) => (
            <th key={grade} scope="col">
              {grade}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {confusion.map((row, truth) => (
          <tr key={truth}>
            <th scope="row">{truth}</th>
            {row.map((count, grade) => {
              const what = evaluationText.cell(count, shown, truth, grade);
              const open = (): void =>
                onHips({
                  what,
                  answer: name,
                  rows: rows.filter((hip) => hip.truth[name] === truth && hip.grade[name] === grade),
                });
              return (
                <td key={grade}>
                  <button
                    type="button"
                    className={style[`shade${Math.ceil((4 * count) / most)}`]}
                    disabled={count === 0}
                    aria-label={what}
                    onClick={open}
                  >
                    {count}
                  </button>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function GradeTable({ answer: { perGrade, figures }, label }: { readonly answer: AnswerEvaluation; readonly label: string }) {
  const { grade, support, precision, recall, specificity, interval } = evaluationText;
  return (
    <DataTable label={`${label}, ${grade}`} columns={[grade, support, precision, recall, interval, specificity]}>
      {perGrade.map((own) => {
        const estimate = figures[`recall${own.grade}`];
        return (
          <tr key={own.grade}>
            <th scope="row">{own.grade}</th>
            <td className={style.number}>{own.support}</td>
            <td className={style.number}>{figureText(own.precision)}</td>
            <td className={style.number}>{figureText(own.recall)}</td>
            <td className={style.number}>{estimate === undefined ? evaluationText.notDefined : intervalText(estimate)}</td>
            <td className={style.number}>{figureText(own.specificity)}</td>
          </tr>
        );
      })}
    </DataTable>
  );
}
