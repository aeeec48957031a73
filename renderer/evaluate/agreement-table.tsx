// How well readings, labels and the model agree with one another: the means of each pair, then each answer.

import type { ReactNode } from 'react';
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
      <NumbersTable agreement={agreement} />
    </section>
  );
}

function NumbersTable({ agreement }: { readonly agreement: readonly Agreement[] }) {
  const { pair, numbers, numbersHelp, numberColumns, limits } = evaluationText.agreement;
  const rows = agreement.flatMap(({ first, second, answers }) =>
    Object.entries(answers).flatMap(([answer, { items, asNumbers }]) =>
      asNumbers === undefined ? [] : [{ names: [pair(first, second), answerName(answer)] as const, items, asNumbers }],
    ),
  );
  if (rows.length === 0) return null;
  return (
    <>
      <p className={style.quiet}>{numbersHelp}</p>
      <DataTable label={numbers} columns={numberColumns}>
        {rows.map(({ names, items, asNumbers: { agreement: icc, consistency, bias, lower, upper } }) => (
          <AgreementRow key={names.join(' ')} names={names} hips={items} figures={[icc, consistency, bias]}>
            <td className={style.number}>{limits(figureText(lower), figureText(upper))}</td>
          </AgreementRow>
        ))}
      </DataTable>
    </>
  );
}

interface AgreementRowProps {
  /** The pair, and what they graded. */
  readonly names: readonly [string, string];
  readonly hips: number;
  /** In the order of the columns. */
  readonly figures: readonly (Estimate | undefined)[];
  /** Further cells. */
  readonly children?: ReactNode;
}

function AgreementRow({ names: [pair, answer], hips, figures, children }: AgreementRowProps) {
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
      {children}
    </tr>
  );
}
