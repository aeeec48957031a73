// Gorriz' tables: branches alone, fused, and learned together, each branch of these apart and all as an ensemble, by accuracy and unweighted kappa.

import type { RunAnswers } from '../../learning/evaluation/run-answers.ts';
import type { Table } from '../../report/figures/table.ts';
import { accuracy, confusionMatrix } from '../../statistics/confusion.ts';
import { kappaOfCounts } from '../../statistics/kappa.ts';
import type { RecipeOf } from '../../training/recipe.ts';
import { kneeQuestion } from '../../training/tasks/knee-grade.ts';
import { readingsOf, type Answers } from '../figures/run-figures.ts';
import { judged, type Claim } from './claims.ts';
import { estimate, paired, type Sides } from './estimate.ts';
import { bySeed, type Finished } from './finished.ts';
import type { PaperReport } from './paper-report.ts';
import { reportText } from './text.ts';

const { gorriz: text } = reportText;
const { grades: KNEE_GRADES } = kneeQuestion({ attention: null });

type Setting = Pick<RecipeOf<3>, 'backbone' | 'attention'>;

export function gorrizReport(finished: readonly Finished[]): PaperReport {
  const recipes = finished.flatMap(({ run: { recipe } }) => (recipe.system === 3 ? [recipe] : []));
  const settings = [...new Map(recipes.map((recipe) => [labelOf(recipe), recipe])).values()];
  const of = (setting: Setting) =>
    bySeed(finished, { system: 3, checkpoint: 'best-loss' }, (recipe) => labelOf(recipe) === labelOf(setting));
  const rows = settings.flatMap((setting) => {
    const runs = [...of(setting).values()];
    return Object.keys(runs[0] ?? {}).map((question) => {
      const seeds = runs.map((answers) => [answers]);
      const cell = (figure: (answers: Answers) => number, name: string) =>
        estimate(seeds, on(question, figure), `${labelOf(setting)}/${question}/${name}`);
      return [...described(setting, question), runs.length, cell(accuracyOf, 'accuracy'), cell(unweightedKappa, 'kappa')];
    });
  });
  const table: Table = { name: 'gorriz-branches', columns: text.columns, rows };
  return { tables: rows.length === 0 ? [] : [table], figures: [], claims: claimsOf(settings, of) };
}

const accuracyOf = (answers: Answers): number => accuracy(readingsOf(answers));

function unweightedKappa(answers: Answers): number {
  return kappaOfCounts(confusionMatrix(readingsOf(answers), KNEE_GRADES), 'none');
}

function on(question: string, figure: (answers: Answers) => number): (sides: Sides) => number {
  return ([answers = {}]) => figure(answers[question] ?? []);
}

function labelOf({ backbone, attention }: Setting): string {
  return JSON.stringify([backbone, attention]);
}

function described({ backbone, attention }: Setting, question: string): string[] {
  const branches = attention?.branches ?? [];
  const answers = question.split('.')[1] ?? (branches.length > 1 ? text.together : (branches[0] ?? backbone));
  const weights = attention?.combined === 'multi-loss' ? attention.weights.join(', ') : '';
  return [backbone, branches.join(' + '), branches.length > 1 ? (attention?.combined ?? '') : '', weights, answers];
}

/** Multi-loss answers by its first branch, as in the paper. */
function claimsOf(settings: readonly Setting[], of: (setting: Setting) => ReadonlyMap<number, RunAnswers>): Claim[] {
  const both = (combined: string) =>
    settings.find(({ attention }) => attention?.combined === combined && attention.branches.join() === 'att0,att1');
  const alone = settings.find(({ attention }) => attention?.branches.join() === 'att0');
  const together = both('multi-loss');
  if (together === undefined) return [];
  const judge = (other: Setting | undefined, [says, published]: readonly [string, string]): Claim[] => {
    if (other === undefined) return [];
    const pairs = paired(of(other), of(together));
    const difference = ([before = {}, after = {}]: Sides): number =>
      accuracyOf(after['kl.att0'] ?? []) - accuracyOf(before['kl'] ?? []);
    const here = estimate(pairs, difference, says);
    return judged({ says, published, figure: text.difference, here, seeds: pairs.length, direction: 'above' });
  };
  return [...judge(both('early-fusion'), text.claims.overFusion), ...judge(alone, text.claims.overAlone)];
}
