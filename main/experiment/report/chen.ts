// Chen's tables: with and without the landmark prior by target, the grid of its settings, the paired test over repeated seeds, and which
// targets go together.

import { QUADRANTS, type Quadrant } from '../../domain/quadrant.ts';
import type { RunAnswers } from '../../learning/evaluation/run-answers.ts';
import type { Panel } from '../../report/figures/figure.ts';
import type { Table } from '../../report/figures/table.ts';
import { rankCorrelation } from '../../statistics/rank-correlation.ts';
import { wilcoxonSignedRank } from '../../statistics/wilcoxon.ts';
import type { RecipeOf } from '../../training/recipe.ts';
import { meanMapFigures, pairFigures } from '../figures/chen-figures.ts';
import { aucOf, meanOver, placeOf, type Answers } from '../figures/run-figures.ts';
import { judged, type Claim } from './claims.ts';
import { estimate, paired, type Sides } from './estimate.ts';
import { bySeed, type Finished } from './finished.ts';
import type { PaperReport } from './paper-report.ts';
import { reportText } from './text.ts';

type Prior = RecipeOf<2>['prior'];

const CHECKPOINT = { system: 2, checkpoint: 'best-loss' } as const;

/** The columns of table 1. Distances and spread want to be small. */
const FIGURES: Readonly<Record<'centreDistance' | 'peakDistance' | 'spread' | 'auc', (answers: Answers) => number>> = {
  centreDistance: placeOf('centreDistance'),
  peakDistance: placeOf('peakDistance'),
  spread: placeOf('spread'),
  auc: aucOf,
};
type FigureName = keyof typeof FIGURES;
const NAMES = ['centreDistance', 'peakDistance', 'spread', 'auc'] as const satisfies readonly FigureName[];

export function chenReport(finished: readonly Finished[]): PaperReport {
  const priors = priorsOf(finished);
  const of = (prior: Prior) => bySeed(finished, CHECKPOINT, (recipe) => labelOf(recipe.prior) === labelOf(prior));
  const baseline = priors.find(({ weight }) => weight === 0);
  const guided = priors.filter(({ weight }) => weight > 0);
  // The setting that was repeated most often is the chosen one.
  const chosen = guided.toSorted((a, b) => of(b).size - of(a).size)[0];
  const together = coOccurrence(finished);
  const pairs = baseline === undefined || chosen === undefined ? [] : paired(of(baseline), of(chosen));
  return {
    tables: [
      ...(pairs.length === 0 ? [] : [targetTable(pairs), seedTable(pairs)]),
      gridTable(priors, of, lossOf(finished)),
      ...together.tables,
    ],
    figures: [
      ...(pairs.length === 0 ? [] : pairFigures(pairs)),
      ...(baseline === undefined || chosen === undefined ? [] : meanMapFigures(firstMaps(finished, [baseline, chosen]))),
      ...together.figures,
    ],
    claims: claimsOf(pairs),
  };
}

function priorsOf(finished: readonly Finished[]): Prior[] {
  const priors = finished.flatMap(({ run: { recipe } }) => (recipe.system === 2 ? [recipe.prior] : []));
  return [...new Map(priors.map((prior) => [labelOf(prior), prior])).values()];
}

function withPrior(finished: readonly Finished[], prior: Prior): readonly Finished[] {
  return finished.filter(({ run: { recipe } }) => recipe.system === 2 && labelOf(recipe.prior) === labelOf(prior));
}

/** The loss without the prior's part, so that it can be compared. The mean over the seeds. */
function lossOf(finished: readonly Finished[]): (prior: Prior) => number {
  return (prior) => {
    const losses = withPrior(finished, prior).flatMap(({ validation }) => validation.get(CHECKPOINT.checkpoint)?.loss ?? []);
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  };
}

/** The mean maps of the first seed that runs with each of the priors have. */
function firstMaps(finished: readonly Finished[], priors: readonly Prior[]) {
  const runs = priors.map((prior) => withPrior(finished, prior));
  const [seed] = (runs[0] ?? [])
    .map(({ run }) => run.recipe.seed)
    .filter((own) => runs.every((others) => others.some(({ run }) => run.recipe.seed === own)))
    .toSorted((a, b) => a - b);
  return runs.map((own) => own.find(({ run }) => run.recipe.seed === seed)?.meanMaps?.get(CHECKPOINT.checkpoint));
}

/** Without weight, the rest of a prior does nothing. */
function labelOf({ weight, radius, sigma, kind, grid, landmarks = 'zone' }: Prior): string {
  const place = grid === undefined && landmarks === 'zone' ? [] : [grid, landmarks];
  return weight === 0 ? '0' : JSON.stringify([weight, radius, sigma, kind, ...place]);
}

const { chen: text } = reportText;
const [BEFORE, AFTER] = [0, 1];

function of(quadrant: Quadrant, name: FigureName, side: number): (sides: Sides) => number {
  return (sides) => FIGURES[name](sides[side]?.[quadrant] ?? []);
}

function change(quadrant: Quadrant, name: FigureName): (sides: Sides) => number {
  return (sides) => of(quadrant, name, AFTER)(sides) - of(quadrant, name, BEFORE)(sides);
}

/** Table 1, and the tests of table A2: over the seeds, and over positive hips of the first seed. */
function targetTable(pairs: readonly Sides[]): Table {
  const row = (quadrant: Quadrant, name: FigureName) => {
    const overSeeds = wilcoxonSignedRank(pairs.map(change(quadrant, name)));
    const overHips = name === 'auc' ? null : wilcoxonSignedRank(hipDifferences(pairs[0], quadrant, name)).p;
    return [
      quadrant,
      text.figures[name],
      estimate(pairs, of(quadrant, name, BEFORE), `${quadrant}/${name}/before`),
      estimate(pairs, of(quadrant, name, AFTER), `${quadrant}/${name}/after`),
      estimate(pairs, change(quadrant, name), `${quadrant}/${name}`),
      overSeeds.statistic,
      overSeeds.p,
      overHips,
      emptyMaps(pairs, quadrant),
    ];
  };
  return {
    name: 'chen-targets',
    columns: text.columns.targets,
    rows: QUADRANTS.flatMap((quadrant) => NAMES.map((name) => row(quadrant, name))),
  };
}

/** After minus before on each positive hip whose maps are not empty. */
function hipDifferences(sides: Sides | undefined, quadrant: Quadrant, name: Exclude<FigureName, 'auc'>): number[] {
  const before = new Map((sides?.[BEFORE]?.[quadrant] ?? []).map(({ item, place }) => [item, place?.[name]]));
  return (sides?.[AFTER]?.[quadrant] ?? []).flatMap(({ item, place }) => {
    const [one, other] = [before.get(item), place?.[name]];
    return one === undefined || other === undefined ? [] : [other - one];
  });
}

function emptyMaps(pairs: readonly Sides[], quadrant: Quadrant): number {
  return pairs.flat().reduce((sum, answers) => sum + (answers[quadrant] ?? []).filter(({ place }) => place === null).length, 0);
}

/** Each seed, over all targets. */
function seedTable(pairs: readonly Sides[]): Table {
  const over = (name: FigureName, answers: RunAnswers | undefined): number => meanOver(QUADRANTS, answers ?? {}, FIGURES[name]);
  return {
    name: 'chen-seeds',
    columns: text.columns.seeds,
    rows: pairs.map((sides, index) => [index + 1, ...NAMES.flatMap((name) => sides.map((answers) => over(name, answers)))]),
  };
}

/** Table A1: one row for each setting of the prior. */
function gridTable(
  priors: readonly Prior[],
  runsOf: (prior: Prior) => ReadonlyMap<number, RunAnswers>,
  loss: (prior: Prior) => number,
): Table {
  return {
    name: 'chen-grid',
    columns: text.columns.grid,
    rows: priors.map((prior) => {
      const seeds = [...runsOf(prior).values()].map((answers) => [answers]);
      const cells = NAMES.map((name) =>
        estimate(seeds, ([answers = {}]) => meanOver(QUADRANTS, answers, FIGURES[name]), `grid/${labelOf(prior)}/${name}`),
      );
      const { weight, radius, sigma, grid = null, landmarks = 'zone' } = prior;
      const shape = weight === 0 ? [null, null, null, null] : [radius, sigma, grid, landmarks];
      return [weight, ...shape, seeds.length, ...cells, loss(prior)];
    }),
  };
}

/** Table 2: how the targets of the test hips go together, as Pearson's correlation of presence. All runs have the same hips. */
function coOccurrence(finished: readonly Finished[]): Pick<PaperReport, 'tables' | 'figures'> {
  const answers = [...(finished[0]?.answers.values() ?? [])][0];
  if (answers === undefined) return { tables: [], figures: [] };
  const present = QUADRANTS.map(
    (quadrant) => new Map((answers[quadrant] ?? []).map(({ item, truth }) => [item, Number(truth > 0)])),
  );
  const cells = present.map((one) =>
    present.map((other) => {
      const shared = [...one.keys()].filter((item) => other.has(item));
      // Of zeros and ones, the correlation of ranks is that of the values.
      return rankCorrelation(
        shared.map((item) => one.get(item) ?? 0),
        shared.map((item) => other.get(item) ?? 0),
      );
    }),
  );
  const side = { label: text.target, names: [...QUADRANTS] };
  const panel: Panel = { kind: 'matrix', rows: side, columns: side, cells, digits: 2 };
  return {
    tables: [
      {
        name: 'chen-co-occurrence',
        columns: [text.target, ...QUADRANTS],
        rows: QUADRANTS.map((quadrant, at) => [quadrant, ...(cells[at] ?? [])]),
      },
    ],
    figures: [{ name: 'chen-co-occurrence', title: text.togetherTitle, panels: [panel] }],
  };
}

/** Largest change of an AUC that counts as kept **(ours)**. */
const KEPT = 0.03;

function claimsOf(pairs: readonly Sides[]): Claim[] {
  return QUADRANTS.flatMap((quadrant) =>
    (['centreDistance', 'spread', 'auc'] as const).flatMap((name) =>
      judged({
        says: text.claim(name, quadrant),
        published: text.published[name][quadrant],
        figure: text.difference(text.figures[name]),
        here: estimate(pairs, change(quadrant, name), `claim/${quadrant}/${name}`),
        seeds: pairs.length,
        direction: name === 'auc' ? { within: KEPT } : 'below',
      }),
    ),
  );
}
