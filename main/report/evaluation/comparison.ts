// The tables and figures of a comparison: the models' figures side by side, their differences, the tests, and their curves over one another.

import type { Comparison, ComparedPair } from '../../domain/evaluation/comparison.ts';
import type { Figure } from '../figures/figure.ts';
import type { Cell, Table } from '../figures/table.ts';
import { kappaChart, rocChart } from './figures.ts';
import { evaluationWords } from './words.ts';

const { columns, tests, minus } = evaluationWords;

/** These would flatten the differences of shares on the same axis. */
const IN_PIXELS = ['centreDistance', 'peakDistance', 'spread'];

/** Of the figures of single answers, a print shows agreement and the AUC of presence. The table holds the others, which are a hundred. */
const OF_ANSWERS = /\/(?:quadraticKappa|aucAtLeast1)$/;

function isHeadline(name: string): boolean {
  return name.includes('/') ? OF_ANSWERS.test(name) : !IN_PIXELS.includes(name);
}

export function comparisonTables({ models, recipes, pairs }: Comparison): Table[] {
  const names = [...new Set(models.flatMap(({ figures }) => Object.keys(figures)))];
  return [
    {
      name: 'figures',
      columns: [columns.figure, ...models.map(({ name }) => name)],
      rows: names.map((name) => [name, ...models.map(({ figures }) => figures[name] ?? null)]),
    },
    {
      name: 'differences',
      columns: [columns.pair, columns.figure, columns.value],
      rows: pairs.flatMap(({ first, second, differences }) =>
        Object.entries(differences).map(([name, estimate]) => [minus(first, second), name, estimate]),
      ),
    },
    {
      name: 'tests',
      columns: [columns.pair, columns.test, columns.answer, columns.statistic, columns.p, columns.adjusted],
      rows: pairs.flatMap(testRows),
      digits: 4,
    },
    {
      name: 'settings',
      columns: [columns.setting, ...models.map(({ name }) => name)],
      rows: recipes.map(({ entry, values }) => [entry, ...values]),
    },
  ];
}

function testRows({ first, second, delong, mcnemar, wilcoxon }: ComparedPair): Cell[][] {
  const pair = minus(first, second);
  return [
    ...delong.map(({ answer, z, p, adjusted }): Cell[] => [pair, tests.delong, answer, z, p, adjusted]),
    ...mcnemar.map(({ answer, onlyFirst, onlySecond, p, adjusted }): Cell[] => [
      pair,
      tests.mcnemar,
      answer,
      onlyFirst - onlySecond,
      p,
      adjusted,
    ]),
    [pair, tests.wilcoxon, evaluationWords.all, wilcoxon.statistic, wilcoxon.p, wilcoxon.adjusted],
  ];
}

export function comparisonFigures({ models, pairs }: Comparison): Figure[] {
  const answers = Object.keys(models.at(0)?.roc ?? {});
  const kappas = models.map(({ name, figures }) => ({
    name,
    figures: Object.fromEntries(answers.map((answer) => [answer, figures[`${answer}/quadraticKappa`]])),
  }));
  return [
    {
      name: 'roc',
      title: evaluationWords.roc,
      columns: 2,
      panels: answers.map((answer) => ({
        ...rocChart(models.map(({ name, roc }) => ({ name, curve: roc[answer] ?? [] }))),
        title: answer,
      })),
    },
    { name: 'kappa', title: evaluationWords.kappa, panels: [kappaChart(kappas, answers)] },
    {
      name: 'differences',
      title: evaluationWords.differences,
      columns: 1,
      panels: pairs.map(({ first, second, differences }) => ({
        kind: 'forest',
        title: minus(first, second),
        label: evaluationWords.axes.difference,
        rows: Object.entries(differences)
          .filter(([name]) => isHeadline(name))
          .toSorted(([a], [b]) => Number(a.includes('/')) - Number(b.includes('/')))
          .map(([name, estimate]) => ({ name, ...estimate })),
        nothing: 0,
      })),
    },
  ];
}
