// How well readings, labels and the model agree with one another: the means of each pair, then each answer.

import { AGREEMENT_FIGURES, type Agreement, type Estimate } from '../../main/domain/evaluation/evaluation.ts';
import { evaluationText } from '../text/evaluation.ts';
import { DataTable } from '../ui/data-table.tsx';
import style from './evaluate.module.css';
import { answerName, figureText, intervalText } from './figure-text.ts';

const [OF_ANSWER, MEANS] = [Object.keys(AGREEMENT_FIGURES), Object.values(AGREEMENT_FIGURES)];

export function AgreementTable({ agreement }: { readonly agreement: readonly Agreement[] }) {
  const { title, help, pair, columns, mean } = evaluationText.agreement;
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <p className={style.quiet}>{help}</p>
      <DataTable label={title} columns={columns}>
        {agreement.flatMap(({ first, second, hips, figures, answers }) => [
          <AgreementRow
            key={`${first} ${second}`}
            names={[pair(first, second), mean]}
            hips={hips}
            figures={MEANS.map((key) => figures[key])}
          />,
          ...Object.entries(answers).map(([answer, { items, figures: own }]) => (
            <AgreementRow
              key={`${first} ${second} ${answer}`}
              names={[pair(first, second), answerName(answer)]}
              hips={items}
              figures={OF_ANSWER.map((key) => own[key])}
            />
          )),
        ])}
      </DataTable>
    </section>
  );
}

interface AgreementRowProps {
  /** The pair, and what they graded. */
  readonly names: readonly [string, string];
  readonly hips: number;
  /** In the order of the columns. */
  readonly figures: readonly (Estimate | undefined)[];
}

function AgreementRow({ names: [pair, answer], hips, figures }: AgreementRowProps) {
  return (
    <tr>
      <th scope="row">{pair}</th>
      <td>{answer}</td>
      <td className={style.number}>{hips}</td>
      {figures.map((estimate, at) => (
        <td key={OF_ANSWER[at]} className={style.number}>
          {estimate === undefined ? evaluationText.notDefined : `${figureText(estimate.value)} (${intervalText(estimate)})`}
        </td>
      ))}
    </tr>
  );
}
