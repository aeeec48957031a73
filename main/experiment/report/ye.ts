// Ye's tables: mean kappa by strategy and weak hips under both rules for the checkpoint, kappa by quadrant, and the global answer, on the test
// hips and on the validation hips.

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
  const head = ({ setting, runs }: (typeof rows)[number]) => {
    const learned = learnedIn(finished, setting);
    return [setting.strategy, weakOf(setting, learned), rhoOf(setting, learned), runs.size];
  };
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
  const validation = RULES.map((rule): Table => ({
    name: `ye-validation-${rule}`,
    columns: [...columns.setting, columns.epoch, columns.validationLoss, columns.globalAccuracy, ...QUADRANTS, columns.meanKappa],
    rows: rows.map((row) => [...head(row), ...validationFigures(finished, row.setting, rule)]),
  }));
  return { tables: [kappas, quadrants, global, ...validation], figures: ladder(kappas), claims: yeClaims(finished) };
}

type RunsOf = (setting: Setting, checkpoint?: string) => ReadonlyMap<number, RunAnswers>;

function runsIn(finished: readonly Finished[]): RunsOf {
  return (setting, checkpoint = 'best-kappa') =>
    bySeed(finished, { system: 1, checkpoint }, (recipe) => labelOf(recipe) === labelOf(setting));
}

const RULES = ['best-kappa', 'best-loss'] as const;

/** Tables 2 and 3, as means over seeds. The epoch was chosen on the same hips, so it is no test. A figure that some run lacks is NaN. */
function validationFigures(finished: readonly Finished[], setting: Setting, rule: (typeof RULES)[number]): number[] {
  const epochs = sameSetting(finished, setting).flatMap(({ validation }) => validation.get(rule) ?? []);
  const figures = ['globalAccuracy', ...QUADRANTS.map((quadrant) => `kappa.${quadrant}`), 'meanKappa'];
  return [
    meanOf(epochs.map(({ epoch }) => epoch)),
    meanOf(epochs.map(({ loss }) => loss ?? Number.NaN)),
    ...figures.map((name) => meanOf(epochs.map((one) => one.figures[name] ?? Number.NaN))),
  ];
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function sameSetting(finished: readonly Finished[], setting: Setting): Finished[] {
  return finished.filter(({ run: { recipe } }) => recipe.system === 1 && labelOf(recipe) === labelOf(setting));
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

type Learned = NonNullable<Finished['learned']>;

/** The hips that the setting learned from, as a mean over seeds. The budget's numbers if no run says. */
function learnedIn(finished: readonly Finished[], setting: Setting): Learned | null {
  const known = sameSetting(finished, setting).flatMap(({ learned }) => learned ?? []);
  if (known.length === 0) return setting.budget ?? null;
  return {
    strong: Math.round(meanOf(known.map(({ strong }) => strong))),
    weak: Math.round(meanOf(known.map(({ weak }) => weak))),
  };
}

/** The oracle takes every hip with its grades, whatever its budget. A budget may ask for more weak hips than there are. */
function weakOf({ strategy, budget }: Setting, learned: Learned | null): number | string {
  if (strategy === 'oracle' || budget === undefined || learned === null) return reportText.all;
  return learned.weak < budget.weak ? reportText.ye.allWeak(learned.weak) : learned.weak;
}

function rhoOf({ strategy, budget }: Setting, learned: Learned | null): number | null {
  return strategy === 'oracle' || budget === undefined || learned === null ? null : learned.weak / learned.strong;
}

/** Strategies over rho. The oracle, which has none, is a line across. */
function ladder({ rows }: Table): Figure[] {
  const points = rows.flatMap(([strategy, , rho, , kappa]) =>
    typeof strategy === 'string' && typeof kappa === 'object' && kappa !== null ? [{ name: strategy, rho, ...kappa }] : [],
  );
  const rungs = points.flatMap(({ rho }) => (typeof rho === 'number' ? [rho] : []));
  const ends = rungs.length === 0 ? [] : [Math.min(...rungs), Math.max(...rungs)];
  const series = [...Map.groupBy(points, ({ name }) => name)].map(([name, own]) => {
    const values = own.flatMap(({ rho, value, low, high }) =>
      (typeof rho === 'number' ? [rho] : ends).map((x) => ({ x, y: value, low, high })),
    );
    const across = own.every(({ rho }) => rho === null);
    const as = across ? ('line' as const) : own.length > 1 ? ('dotted-line' as const) : ('points' as const);
    return { name, as, values: values.toSorted((a, b) => a.x - b.x) };
  });
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
        : judge(name, paired(of(before), of(after)), meanKappa(shortIn(finished, after), shortIn(finished, before)), 'above'),
    ),
    ...(oracle === undefined
      ? []
      : judge('kappaRule', paired(of(oracle, 'best-loss'), of(oracle)), checkpointKappa(shortIn(finished, oracle)), 'above')),
  ];
}

function shortIn(finished: readonly Finished[], setting: Setting): string {
  return `${setting.strategy} ${weakOf(setting, learnedIn(finished, setting))}`;
}
