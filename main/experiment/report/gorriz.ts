// Gorriz' tables: branches alone, fused, and learned together, each branch of these apart and all as an ensemble, by accuracy, cross-entropy and
// unweighted kappa; and the grid of the branches' weights.

import type { RunAnswers } from '../../learning/evaluation/run-answers.ts';
import type { Table } from '../../report/figures/table.ts';
import { accuracy, confusionMatrix } from '../../statistics/confusion.ts';
import { kappaOfCounts } from '../../statistics/kappa.ts';
import type { RecipeOf } from '../../training/recipe.ts';
import { trainedValues } from '../../training/recipe-architecture.ts';
import { kneeQuestion } from '../../training/tasks/knee-grade.ts';
import { readingsOf, type Answers } from '../figures/run-figures.ts';
import { judged, type Claim } from './claims.ts';
import { estimate, paired, type Sides } from './estimate.ts';
import type { Finished } from './finished.ts';
import type { PaperReport } from './paper-report.ts';
import { reportText } from './text.ts';

const { gorriz: text } = reportText;
const { grades: KNEE_GRADES } = kneeQuestion({ attention: null });
/** The paper stops by the validation loss. */
const CHECKPOINT = 'best-loss';

/** Runs that differ only in their seed. */
interface Setting {
  readonly recipe: RecipeOf<3>;
  readonly answers: ReadonlyMap<number, RunAnswers>;
  /** The mean of the seeds' least validation losses. In multi-loss the sum over branches, weighted as in training. */
  readonly validationLoss: number;
}

export function gorrizReport(finished: readonly Finished[]): PaperReport {
  const settings = settingsOf(finished);
  const tables = [branchTable(settings), weightTable(settings)].filter(({ rows }) => rows.length > 0);
  return { tables, figures: [], claims: claimsOf(settings) };
}

function settingsOf(finished: readonly Finished[]): Setting[] {
  const knees = finished.flatMap(({ run: { recipe }, answers, validation }) => {
    const own = answers.get(CHECKPOINT);
    return recipe.system === 3 && own !== undefined
      ? [{ recipe, own, loss: validation.get(CHECKPOINT)?.loss ?? Number.NaN }]
      : [];
  });
  const groups = Map.groupBy(knees, ({ recipe }) => labelOf(recipe));
  return [...groups.values()].flatMap((runs) => {
    const answers = new Map(runs.map(({ recipe, own }) => [recipe.seed, own]));
    const validationLoss = runs.reduce((sum, { loss }) => sum + loss, 0) / runs.length;
    return runs.slice(0, 1).map(({ recipe }) => ({ recipe, answers, validationLoss }));
  });
}

const accuracyOf = (answers: Answers): number => accuracy(readingsOf(answers));

function unweightedKappa(answers: Answers): number {
  return kappaOfCounts(confusionMatrix(readingsOf(answers), KNEE_GRADES), 'none');
}

/** Runs of earlier versions did not keep the chance of the true grade: NaN. */
function crossEntropy(answers: Answers): number {
  return answers.reduce((sum, { chance }) => sum - Math.log(Math.max(chance ?? Number.NaN, 1e-12)), 0) / answers.length;
}

function on(question: string, figure: (answers: Answers) => number): (sides: Sides) => number {
  return ([answers = {}]) => figure(answers[question] ?? []);
}

function branchTable(settings: readonly Setting[]): Table {
  const rows = settings.flatMap(({ recipe, answers, validationLoss }) => {
    const seeds = [...answers.values()].map((own) => [own]);
    return Object.keys(seeds[0]?.[0] ?? {}).map((question) => {
      const cell = (figure: (own: Answers) => number, name: string) =>
        estimate(seeds, on(question, figure), `${labelOf(recipe)}/${question}/${name}`);
      return [
        ...described(recipe, question),
        seeds.length,
        validationLoss,
        cell(accuracyOf, 'accuracy'),
        cell(crossEntropy, 'cross-entropy'),
        cell(unweightedKappa, 'kappa'),
        trainedValues(recipe) / 1e6,
        publishedFor(recipe, question) ?? '',
      ];
    });
  });
  return { name: 'gorriz-branches', columns: text.columns.branches, rows };
}

/** The grid over the weights of two branches, best validation loss first. Empty if only one pair of weights was tried. */
function weightTable(settings: readonly Setting[]): Table {
  const grids = Map.groupBy(settings.filter(isWeighted), ({ recipe: { backbone, attention } }) =>
    JSON.stringify([backbone, attention?.branches]),
  );
  const rows = [...grids.values()]
    .filter((grid) => grid.length > 1)
    .flatMap((grid) =>
      grid
        .toSorted((a, b) => a.validationLoss - b.validationLoss)
        .map(({ recipe: { backbone, attention }, answers, validationLoss }) => {
          const seeds = [...answers.values()];
          const [first = '', second = ''] = attention?.branches ?? [];
          const mean = (question: string) => seeds.reduce((sum, own) => sum + accuracyOf(own[question] ?? []), 0) / seeds.length;
          return [
            backbone,
            `${first} + ${second}`,
            ...(attention?.weights ?? []),
            seeds.length,
            validationLoss,
            mean(`kl.${first}`),
            mean(`kl.${second}`),
            mean('kl'),
          ];
        }),
    );
  return { name: 'gorriz-weights', columns: text.columns.weights, rows };
}

function isWeighted({ recipe: { attention } }: Setting): boolean {
  return attention?.combined === 'multi-loss' && attention.branches.length === 2;
}

function labelOf({ backbone, attention }: RecipeOf<3>): string {
  return JSON.stringify([backbone, attention]);
}

function described({ backbone, attention }: RecipeOf<3>, question: string): string[] {
  const branches = attention?.branches ?? [];
  const answers = question.split('.')[1] ?? (branches.length > 1 ? text.together : (branches[0] ?? backbone));
  const weights = attention?.combined === 'multi-loss' ? attention.weights.join(', ') : '';
  return [backbone, branches.join(' + '), branches.length > 1 ? (attention?.combined ?? '') : '', weights, answers];
}

/** The accuracy in the paper's tables 1 and 2. It does not say which branches were fused. */
function publishedFor({ backbone, attention }: RecipeOf<3>, question: string): string | undefined {
  const published = text.published[backbone];
  if (attention === null) return published?.['none'];
  const [first, ...others] = attention.branches;
  if (others.length === 0) return published?.[first ?? ''];
  if (attention.combined === 'early-fusion') return published?.['early-fusion'];
  return isPapers(attention) ? published?.[question] : undefined;
}

/** The paper gives one pair of weights. */
function isPapers({ weights }: NonNullable<RecipeOf<3>['attention']>): boolean {
  return weights.join() === '1,0.8';
}

/** Multi-loss answers by its first branch, as in the paper. */
function claimsOf(settings: readonly Setting[]): Claim[] {
  const of = (backbone: string, fits: (attention: NonNullable<RecipeOf<3>['attention']>) => boolean): Setting | undefined =>
    settings.find(({ recipe }) => recipe.backbone === backbone && recipe.attention !== null && fits(recipe.attention));
  const multiLoss = (backbone: string) =>
    of(backbone, (own) => own.combined === 'multi-loss' && own.branches.join() === 'att0,att1' && isPapers(own));
  const fused = (backbone: string) =>
    of(backbone, (own) => own.combined === 'early-fusion' && own.branches.join() === 'att0,att1');
  const alone = (backbone: string) => of(backbone, (own) => own.branches.join() === 'att0');
  const plain = settings.find(({ recipe: { backbone, attention } }) => backbone === 'antony' && attention === null);
  const judge = (
    together: Setting | undefined,
    [other, question]: readonly [Setting | undefined, string],
    [says, published]: readonly [string, string],
  ): Claim[] => {
    if (together === undefined || other === undefined) return [];
    const pairs = paired(other.answers, together.answers);
    const difference = ([before = {}, after = {}]: Sides): number =>
      accuracyOf(after['kl.att0'] ?? []) - accuracyOf(before[question] ?? []);
    const here = estimate(pairs, difference, says);
    return judged({ says, published, figure: text.difference, here, seeds: pairs.length, direction: 'above' });
  };
  const { claims } = text;
  const best = multiLoss('vgg16');
  return [
    ...judge(best, [fused('vgg16'), 'kl'], claims.overFusion),
    ...judge(best, [alone('vgg16'), 'kl'], claims.overAlone),
    ...judge(best, [multiLoss('resnet50'), 'kl.att0'], claims.overResNet),
    ...judge(best, [plain, 'kl'], claims.overPlain),
  ];
}
