// Chen's figures, without and with the prior: the distances by seed, how distances and spread are distributed, and the ROC of each target.

import { QUADRANTS, type Quadrant } from '../../domain/quadrant.ts';
import type { MeanMap } from '../../domain/evaluation/evaluation.ts';
import { meanMapPanel } from '../../report/evaluation/figures.ts';
import { unitAxis, type Figure, type Series } from '../../report/figures/figure.ts';
import { rocCurve } from '../../statistics/roc.ts';
import type { Sides } from '../report/estimate.ts';
import { reportText } from '../report/text.ts';
import { placeOf, type Answers } from './run-figures.ts';

const { chen: text } = reportText;

/** Each pair holds the answers of one seed without and with the prior. */
export function pairFigures(pairs: readonly Sides[]): Figure[] {
  const { distributions } = text;
  return [
    seedFigure(pairs),
    ...(['spread', 'centreDistance', 'peakDistance'] as const).map((name) =>
      distributionFigure(pairs, name, distributions[name]),
    ),
    rocFigure(pairs),
  ];
}

function seedFigure(pairs: readonly Sides[]): Figure {
  const distance = placeOf('centreDistance');
  const panels = QUADRANTS.map((quadrant) => ({
    kind: 'chart' as const,
    title: quadrant,
    x: { label: text.seed },
    y: { label: text.figures.centreDistance },
    series: withoutAndWith('points', (side) =>
      pairs.map((sides, index) => ({ x: index + 1, y: distance(sides[side]?.[quadrant] ?? []) })),
    ),
  }));
  return { name: 'chen-seeds', title: text.seedsTitle, panels, columns: 2 };
}

/** The share of positive hips whose figure is at most x, over all seeds. Of the spread it is figure A2. */
function distributionFigure(
  pairs: readonly Sides[],
  figure: 'centreDistance' | 'peakDistance' | 'spread',
  { name, title }: Pick<Figure, 'name' | 'title'>,
): Figure {
  const panels = QUADRANTS.map((quadrant) => ({
    kind: 'chart' as const,
    title: quadrant,
    x: { label: text.figures[figure] },
    y: unitAxis(text.share),
    series: withoutAndWith('line', (side) => {
      const values = answersOn(pairs, quadrant, side).flatMap(({ place }) => place?.[figure] ?? []);
      return values.toSorted((a, b) => a - b).map((x, at) => ({ x, y: (at + 1) / values.length }));
    }),
  }));
  return { name, title, panels, columns: 2 };
}

/** Of the first seed, because scores of different networks are not on one scale. */
function rocFigure(pairs: readonly Sides[]): Figure {
  const panels = QUADRANTS.map((quadrant) => ({
    kind: 'chart' as const,
    title: quadrant,
    x: unitAxis(text.roc.x),
    y: unitAxis(text.roc.y),
    diagonal: true,
    series: withoutAndWith('line', (side) => {
      const known = answersOn(pairs.slice(0, 1), quadrant, side).flatMap(({ truth, presence }) =>
        presence === null ? [] : [{ positive: truth > 0, presence }],
      );
      const curve = rocCurve(
        known.map(({ positive }) => positive),
        known.map(({ presence }) => presence),
      );
      return curve.map(({ falsePositives: x, truePositives: y }) => ({ x, y }));
    }),
  }));
  return { name: 'chen-roc', title: text.roc.title, panels, columns: 2 };
}

/** The mean evidence without and with the prior, of one seed, where both have any. Runs of earlier versions have none. */
export function meanMapFigures(sides: readonly (Readonly<Record<string, MeanMap>> | undefined)[]): Figure[] {
  const panels = QUADRANTS.flatMap((quadrant) => {
    const maps = sides.flatMap((own) => own?.[quadrant] ?? []);
    if (maps.length < sides.length) return [];
    return maps.map((map, side) => meanMapPanel(`${quadrant} ${[text.without, text.with][side] ?? ''}`, map));
  });
  return panels.length === 0 ? [] : [{ name: 'chen-mean-maps', title: text.meanMapsTitle, panels, columns: 2 }];
}

function withoutAndWith(as: Series['as'], values: (side: number) => Series['values']): Series[] {
  return [text.without, text.with].map((name, side) => ({ name, as, values: values(side) }));
}

function answersOn(pairs: readonly Sides[], quadrant: Quadrant, side: number): Answers {
  return pairs.flatMap((sides) => sides[side]?.[quadrant] ?? []);
}
