// Several evaluations on the same hips: figures, differences, tests, curves over one another, and the settings that differ.

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ComparedPair, Comparison } from '../../main/domain/evaluation/comparison.ts';
import { failureMessage } from '../api/failure-message.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { text } from '../text/english.ts';
import { evaluationText } from '../text/evaluation.ts';
import { DataTable } from '../ui/data-table.tsx';
import { Select } from '../ui/field.tsx';
import { FailureNote } from '../ui/message.tsx';
import style from './evaluate.module.css';
import { ExportButton } from './export-button.tsx';
import { FigureTable } from './figure-table.tsx';
import { answerName, figureText, pText } from './figure-text.ts';
import { UnitChart } from './unit-chart.tsx';

export function ComparisonView({ evaluationIds }: { readonly evaluationIds: readonly string[] }) {
  const { queries } = useWorkstation();
  const found = useQuery(queries.evaluation.compare.queryOptions({ input: { evaluationIds: [...evaluationIds] } }));
  const write = useMutation(queries.evaluation.exportComparison.mutationOptions());
  if (found.error !== null) return <FailureNote message={failureMessage(found.error)} />;
  if (found.data === undefined) return <p role="status">{text.common.loading}</p>;
  const { hips, subjects, models, recipes, pairs } = found.data;
  return (
    <section aria-label={evaluationText.comparison}>
      <h2>{evaluationText.comparison}</h2>
      <p className={style.quiet}>{evaluationText.shared(hips, subjects)}</p>
      <ExportButton
        pending={write.isPending}
        written={write.data}
        error={write.error}
        onWrite={() => write.mutate({ evaluationIds: [...evaluationIds] })}
      />
      <div className={style.compared}>
        <Curves models={models} />
        {pairs.map((pair) => (
          <Pair key={`${pair.first} ${pair.second}`} pair={pair} />
        ))}
        {recipes.length > 0 && <RecipeTable models={models} recipes={recipes} />}
      </div>
    </section>
  );
}

function RecipeTable({ models, recipes }: Pick<Comparison, 'models' | 'recipes'>) {
  return (
    <DataTable label={evaluationText.recipes} columns={[evaluationText.setting, ...models.map(({ name }) => name)]}>
      {recipes.map(({ entry, values }) => (
        <tr key={entry}>
          <th scope="row">{entry}</th>
          {models.map(({ evaluationId }, at) => (
            <td key={evaluationId}>{values[at] ?? evaluationText.notDefined}</td>
          ))}
        </tr>
      ))}
    </DataTable>
  );
}

function Curves({ models }: Pick<Comparison, 'models'>) {
  const names = Object.keys(models.at(0)?.roc ?? {});
  const [answer, setAnswer] = useState(names.at(0) ?? '');
  const curves = models.map(({ name, roc }) => ({
    name,
    points: (roc[answer] ?? []).map(({ falsePositives: x, truePositives: y }) => ({ x, y })),
  }));
  const kappas = models.map(
    ({ name, figures }) => `${name} ${figureText(figures[`${answer}/quadraticKappa`]?.value ?? Number.NaN)}`,
  );
  return (
    <div className={style.curves}>
      <Select
        label={evaluationText.answer}
        options={names.map((value) => ({ value, label: answerName(value) }))}
        value={answer}
        onChange={setAnswer}
      />
      <UnitChart
        label={`${evaluationText.roc}: ${models.map(({ name }) => name).join(', ')}`}
        axes={evaluationText.axes.roc}
        curves={curves}
      />
      <ul className={style.legend}>
        {kappas.map((kappa, at) => (
          <li key={kappa} className={style[`curve${at % 4}`]}>
            {`${evaluationText.answerFigures.quadraticKappa} ${kappa}`}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Pair({ pair }: { readonly pair: ComparedPair }) {
  const { first, second, differences, delong, mcnemar, wilcoxon } = pair;
  const { tests } = evaluationText;
  const label = evaluationText.minus(first, second);
  const rows = [
    ...delong.map(({ answer, p, adjusted }) => ({ name: tests.delong(answerName(answer)), p, adjusted })),
    ...mcnemar.map(({ answer, onlyFirst, onlySecond, p, adjusted }) => ({
      name: tests.mcnemar(answerName(answer), onlyFirst, onlySecond),
      p,
      adjusted,
    })),
    { name: tests.wilcoxon(wilcoxon.pairs), p: wilcoxon.p, adjusted: wilcoxon.adjusted },
  ];
  return (
    <section aria-label={label}>
      <h3>{label}</h3>
      <FigureTable figures={differences} label={label} />
      <DataTable
        label={`${label}, ${evaluationText.test}`}
        columns={[evaluationText.test, evaluationText.p, evaluationText.adjusted]}
      >
        {rows.map(({ name, p, adjusted }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className={style.number}>{pText(p)}</td>
            <td className={style.number}>{pText(adjusted)}</td>
          </tr>
        ))}
      </DataTable>
    </section>
  );
}
