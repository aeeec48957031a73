// Ye's tables: mean kappa by strategy and weak hips under both rules for the checkpoint, kappa by quadrant, and the global answer.

import { QUADRANTS } from '../../domain/quadrant.ts';
import type { RunAnswers } from '../../learning/evaluation/run-answers.ts';
import type { Figure } from '../../report/figures/figure.ts';
import type { Table } from '../../report/figures/table.ts';
import { accuracy } from '../../statistics/confusion.ts';
import { quadraticKappa } from '../../statistics/kappa.ts';
import type { RecipeOf } from '../../training/recipe.ts';
import { aucOf, meanKappaOf, readingsOf } from '../figures/run-figures.ts';
import { judged, type Claim, type Direction } from './claims.ts';
import { estimate, paired, type Sides } from './estimate.ts';
import { bySeed, type Finished } from './finished.ts';
import type { PaperReport } from './paper-report.ts';
import { reportText } from './text.ts';

type Setting = Pick<RecipeOf<1>, 'strategy' | 'budget'>;

export function yeReport(finished: readonly Finished[]): PaperReport {
  const settings = settingsOf(finished);
  const of = runsIn(finished);
  const rows = settings.map((setting) => ({ setting, runs: of(setting), byLoss: of(setting, 'best-loss') }));
  const { columns } = reportText.ye;
  const head = ({ setting, runs }: (typeof rows)[number]) => [setting.strategy, weakOf(setting), rhoOf(setting), runs.size];
  const cell = (runs: ReadonlyMap<number, RunAnswers>, figure: (answers: RunAnswers) => number, name: string) =>
    estimate(
      [...runs.values()].map((answers) => [answers]),
      ([answers = {}]) => figure(answers),
      name,
    );
  const kappas: Table = {
    name: 'ye-mean-kappa',
    columns: [...columns.setting, columns.byKappa, columns.byLoss],
    rows: rows.map((row) => [
      ...head(row),
      cell(row.runs, meanKappaOf, `kappa/${labelOf(row.setting)}`),
      cell(row.byLoss, meanKappaOf, `loss/${labelOf(row.setting)}`),
    ]),
  };
  const quadrants: Table = {
    name: 'ye-quadrants',
    columns: [...columns.setting, ...QUADRANTS],
    rows: rows.map((row) => [
      ...head(row),
      ...QUADRANTS.map((quadrant) =>
        cell(row.runs, (answers) => quadraticKappa(readingsOf(answers[quadrant] ?? [])), `${quadrant}/${labelOf(row.setting)}`),
      ),
    ]),
  };
  const global: Table = {
    name: 'ye-global',
    columns: [...columns.setting, columns.globalAccuracy, columns.globalAuc],
    rows: rows.map((row) => [
      ...head(row),
      cell(row.runs, globalAccuracy, `global/${labelOf(row.setting)}`),
      cell(row.runs, ({ global: own = [] }) => aucOf(own), `global-auc/${labelOf(row.setting)}`),
    ]),
  };
  const validation: Table = {
    name: 'ye-validation',
    columns: [...columns.setting, columns.byKappa, columns.byLoss],
    rows: rows.map((row) => [...head(row), ...RULES.map((rule) => validationKappa(finished, row.setting, rule))]),
  };
  return { tables: [kappas, quadrants, global, validation], figures: ladder(kappas), claims: yeClaims(finished) };
}

type RunsOf = (setting: Setting, checkpoint?: string) => ReadonlyMap<number, RunAnswers>;

function runsIn(finished: readonly Finished[]): RunsOf {
  return (setting, checkpoint = 'best-kappa') =>
    bySeed(finished, { system: 1, checkpoint }, (recipe) => labelOf(recipe) === labelOf(setting));
}

const RULES = ['best-kappa', 'best-loss'] as const;

/** The mean over seeds. The epoch was chosen on the same hips, so it is no test. */
function validationKappa(finished: readonly Finished[], setting: Setting, rule: (typeof RULES)[number]): number {
  const values = finished.flatMap(({ run: { recipe }, validation }) =>
    recipe.system === 1 && labelOf(recipe) === labelOf(setting) ? (validation.get(rule)?.['meanKappa'] ?? []) : [],
  );
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const globalAccuracy = ({ global = [] }: RunAnswers): number => accuracy(readingsOf(global));

/** The settings in the order of the runs. */
function settingsOf(finished: readonly Finished[]): Setting[] {
  const recipes = finished.flatMap(({ run: { recipe } }) => (recipe.system === 1 ? [recipe] : []));
  return [...new Map(recipes.map((recipe) => [labelOf(recipe), recipe])).values()];
}

function labelOf({ strategy, budget }: Setting): string {
  return `${strategy}/${budget?.strong ?? 'all'}/${budget?.weak ?? 'all'}`;
}

const weakOf = ({ budget }: Setting): number | string => budget?.weak ?? reportText.all;
const rhoOf = ({ budget }: Setting): number | null => (budget === undefined ? null : budget.weak / budget.strong);

function ladder({ rows }: Table): Figure[] {
  const points = rows.flatMap(([strategy, , rho, , kappa]) =>
    typeof strategy === 'string' && typeof rho === 'number' && typeof kappa === 'object' && kappa !== null
      ? [{ name: strategy, x: rho, ...kappa }]
      : [],
  );
  const series = [...Map.groupBy(points, ({ name }) => name)].map(([name, own]) => ({
    name,
    as: own.length > 1 ? ('dotted-line' as const) : ('points' as const),
    values: own.map(({ x, value, low, high }) => ({ x, y: value, low, high })).toSorted((a, b) => a.x - b.x),
  }));
  const { title, x, y } = reportText.ye.ladder;
  return [{ name: 'ye-rho-ladder', title, panels: [{ kind: 'chart', x: { label: x }, y: { label: y }, series }] }];
}

export function yeClaims(finished: readonly Finished[]): Claim[] {
  const [settings, of] = [settingsOf(finished), runsIn(finished)];
  const ladderOf = (strategy: Setting['strategy']): Setting[] =>
    settings.filter((each) => each.strategy === strategy).toSorted((a, b) => (a.budget?.weak ?? 0) - (b.budget?.weak ?? 0));
  const most = (strategy: Setting['strategy']) => ladderOf(strategy).at(-1);
  const { claims, meanKappa, checkpointKappa } = reportText.ye;
  const [strong, oracle, masked] = [most('strong-only'), most('oracle'), most('masked')];
  const [dual, pure] = [ladderOf('dual-head-mil'), ladderOf('pure-mil')];
  const comparisons: readonly (readonly [keyof typeof claims, Setting | undefined, Setting | undefined])[] = [
    ['oracleAboveStrong', strong, oracle],
    ['maskedAboveStrong', strong, masked],
    ['oracleAboveMasked', masked, oracle],
    ['dualAboveStrong', strong, dual.length > 1 ? dual.at(-2) : dual.at(-1)],
    ['dualFallsAtLast', dual.length > 1 ? dual.at(-1) : undefined, dual.at(-2)],
    ['pureFalls', pure.length > 1 ? pure.at(-1) : undefined, pure[0]],
    ['maskedAboveDual', dual.at(-1), masked],
    ['dualAbovePure', pure.at(-1), dual.at(-1)],
  ];
  const difference = ([before = {}, after = {}]: Sides): number => meanKappaOf(after) - meanKappaOf(before);
  const judge = (name: keyof typeof claims, sides: readonly Sides[], figure: string, direction: Direction): Claim[] =>
    judged({ ...claims[name], figure, here: estimate(sides, difference, name), seeds: sides.length, direction });
  return [
    ...comparisons.flatMap(([name, before, after]) =>
      before === undefined || after === undefined
        ? []
        : judge(name, paired(of(before), of(after)), meanKappa(short(after), short(before)), 'above'),
    ),
    ...(oracle === undefined
      ? []
      : judge('kappaRule', paired(of(oracle, 'best-loss'), of(oracle)), checkpointKappa(short(oracle)), 'above')),
  ];
}

const short = (setting: Setting): string => `${setting.strategy} ${weakOf(setting)}`;
