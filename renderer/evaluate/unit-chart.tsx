// Curves in the unit square, such as ROC and reliability.

import style from './evaluate.module.css';

export interface ChartPoint {
  readonly x: number;
  readonly y: number;
}

interface UnitChartProps {
  /** Names the picture for readers who do not see it. */
  readonly label: string;
  readonly axes: readonly [string, string];
  readonly curves: readonly { readonly name: string; readonly points: readonly ChartPoint[] }[];
  /** Points with a mark of their own. */
  readonly marks?: readonly ChartPoint[];
}

const EDGE = 220;
const LEFT = 44;
const TOP = 18;
const TICKS = [0, 0.5, 1] as const;

export function UnitChart({ label, axes: [across, up], curves, marks = [] }: UnitChartProps) {
  const place = ({ x, y }: ChartPoint) => ({ x: LEFT + x * EDGE, y: TOP + (1 - y) * EDGE });
  const path = (points: readonly ChartPoint[]): string =>
    points
      .map(place)
      .map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`)
      .join(' ');
  return (
    <svg role="img" aria-label={label} className={style.chart} width={LEFT + EDGE + 12} height={TOP + EDGE + 40}>
      <g className={style.axes}>
        <polyline
          points={path([
            { x: 0, y: 1 },
            { x: 0, y: 0 },
            { x: 1, y: 0 },
          ])}
        />
        <polyline
          points={path([
            { x: 0, y: 0 },
            { x: 1, y: 1 },
          ])}
        />
        {TICKS.map((tick) => (
          <g key={tick}>
            <text x={LEFT + tick * EDGE} y={TOP + EDGE + 14} textAnchor="middle">
              {tick}
            </text>
            <text x={LEFT - 6} y={TOP + (1 - tick) * EDGE + 4} textAnchor="end">
              {tick}
            </text>
          </g>
        ))}
        <text x={LEFT + EDGE / 2} y={TOP + EDGE + 32} textAnchor="middle">
          {across}
        </text>
        <text x={LEFT} y={TOP - 6}>
          {up}
        </text>
      </g>
      {curves.map(({ name, points }, at) => (
        <g key={name} className={style[`curve${at % 4}`]}>
          <polyline points={path(points)} />
        </g>
      ))}
      {marks.map((point) => {
        const { x, y } = place(point);
        return <circle key={`${x} ${y}`} className={style.mark} cx={x} cy={y} r={4} />;
      })}
    </svg>
  );
}
