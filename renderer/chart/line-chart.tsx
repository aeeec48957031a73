// Lines over epochs. Each has its name at its end and a mark at its best epoch. The pointer shows the values of an epoch.

import { useEffect, useRef, useState, type PointerEvent } from 'react';
import { text } from '../text/english.ts';
import { classes } from '../ui/classes.ts';
import { padded, scaleFor, spreadLabels, tickLabel, wholeTicks, type Scale } from './scale.ts';
import style from './line-chart.module.css';

export interface Line {
  readonly name: string;
  readonly tone: 'main' | 'second' | 'a' | 'b' | 'c' | 'd';
  /** In rising order of epochs. A value that is not finite breaks the line. */
  readonly points: readonly Point[];
  /** The best epoch of this line, which gets a mark. */
  readonly best?: number | undefined;
}

interface Point {
  readonly epoch: number;
  readonly value: number;
}

interface LineChartProps {
  readonly title: string;
  readonly lines: readonly Line[];
  /** The last epoch of the axis. */
  readonly epochs: number;
  /** Values that the axis always includes. */
  readonly includes?: readonly number[];
  /** Epochs after which the images grow. Figures before and after are not comparable. */
  readonly breaks?: readonly { readonly epoch: number; readonly label: string }[];
}

const HEIGHT = 280;
const MARGIN = { top: 16, right: 128, bottom: 28, left: 44 } as const;
const LABEL_GAP = 15;

export function LineChart({ title, lines, epochs, includes = [], breaks = [] }: LineChartProps) {
  const [width, frame] = useWidth();
  const [pointed, setPointed] = useState<number | null>(null);
  const drawn = lines.flatMap(prepareLine);
  const values = drawn.flatMap(({ points }) => points.map(({ value }) => value));
  const vertical = scaleFor([...padded(values), ...includes]);
  const box = {
    left: MARGIN.left,
    right: Math.max(MARGIN.left + 40, width - MARGIN.right),
    top: MARGIN.top,
    bottom: HEIGHT - MARGIN.bottom,
  };
  const last = Math.max(2, epochs);
  const x = (epoch: number): number => box.left + ((epoch - 1) / (last - 1)) * (box.right - box.left);
  const y = (value: number): number =>
    box.bottom - ((value - vertical.low) / (vertical.high - vertical.low)) * (box.bottom - box.top);
  const ends = spreadLabels(
    drawn.map(({ end }) => y(end.value)),
    LABEL_GAP,
    { low: box.top, high: box.bottom },
  );
  const point = (event: PointerEvent<SVGSVGElement>): void => {
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left;
    setPointed(closestEpoch(drawn, ((at - box.left) / (box.right - box.left)) * (last - 1) + 1));
  };
  return (
    <figure className={style.figure} ref={frame}>
      <figcaption>{title}</figcaption>
      <svg
        role="img"
        aria-label={summary(title, drawn)}
        width={width}
        height={HEIGHT}
        onPointerMove={point}
        onPointerLeave={() => setPointed(null)}
      >
        <Axes vertical={vertical} y={y} x={x} box={box} last={last} />
        {breaks.map(({ epoch, label }) => (
          <g key={epoch} className={style.break}>
            <line x1={crisp(x(epoch + 0.5))} x2={crisp(x(epoch + 0.5))} y1={box.top} y2={box.bottom} />
            <text x={x(epoch + 0.5) + 4} y={box.top + 9}>
              {label}
            </text>
          </g>
        ))}
        {drawn.toReversed().map((line) => (
          <g key={line.name} className={classes(style.line, style[line.tone])}>
            {line.stretches.map((stretch) => (
              <Stretch key={stretch[0]?.epoch} points={stretch} x={x} y={y} />
            ))}
          </g>
        ))}
        {drawn.map((line, at) => {
          const best = line.points.find(({ epoch }) => epoch === line.best);
          const labelY = ends[at] ?? y(line.end.value);
          return (
            <g key={line.name} className={style[line.tone]}>
              {best !== undefined && <circle className={style.best} cx={x(best.epoch)} cy={y(best.value)} r={4.5} />}
              <text className={style.end} x={x(line.end.epoch) + 10} y={labelY + 4}>
                {line.name}
              </text>
            </g>
          );
        })}
        {pointed !== null && <Readings lines={drawn} epoch={pointed} box={box} x={x(pointed)} y={y} />}
      </svg>
    </figure>
  );
}

/** A line with at least one finite value, as it is drawn. */
interface DrawnLine extends Line {
  /** Runs of consecutive finite points. */
  readonly stretches: readonly (readonly Point[])[];
  /** The last finite point. The line's name is written beside it. */
  readonly end: Point;
}

/** Prepares a line for drawing. Empty if the line has no finite value. */
function prepareLine(line: Line): DrawnLine[] {
  const points = line.points.filter(({ value }) => Number.isFinite(value));
  const end = points.at(-1);
  return end === undefined ? [] : [{ ...line, points, stretches: stretchesOf(line.points), end }];
}

function stretchesOf(points: readonly Point[]): readonly (readonly Point[])[] {
  const stretches: Point[][] = [[]];
  for (const point of points) {
    if (Number.isFinite(point.value)) stretches.at(-1)?.push(point);
    else stretches.push([]);
  }
  return stretches.filter(({ length }) => length > 0);
}

interface StretchProps {
  readonly points: readonly Point[];
  readonly x: (epoch: number) => number;
  readonly y: (value: number) => number;
}

/** A single point cannot be a line, so it is drawn as a dot. */
function Stretch({ points, x, y }: StretchProps) {
  const [first, second] = points;
  if (first === undefined) return null;
  if (second === undefined) return <circle cx={x(first.epoch)} cy={y(first.value)} r={2.5} />;
  return <polyline points={points.map(({ epoch, value }) => `${x(epoch).toFixed(1)},${y(value).toFixed(1)}`).join(' ')} />;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface AxesProps {
  readonly vertical: Scale;
  readonly x: (epoch: number) => number;
  readonly y: (value: number) => number;
  readonly box: Box;
  readonly last: number;
}

function Axes({ vertical, x, y, box, last }: AxesProps) {
  return (
    <g className={style.axes}>
      {vertical.ticks.map((tick) => (
        <g key={tick}>
          <line x1={box.left} x2={box.right} y1={crisp(y(tick))} y2={crisp(y(tick))} />
          <text x={box.left - 8} y={y(tick) + 4} textAnchor="end">
            {tickLabel(tick, vertical.ticks)}
          </text>
        </g>
      ))}
      {wholeTicks(1, last, (box.right - box.left) / 40).map((tick) => (
        <text key={tick} x={x(tick)} y={box.bottom + 18} textAnchor="middle">
          {tick}
        </text>
      ))}
      <text x={box.right + 14} y={box.bottom + 18}>
        {text.train.chart.epoch}
      </text>
    </g>
  );
}

interface ReadingsProps {
  readonly lines: readonly DrawnLine[];
  readonly epoch: number;
  readonly box: Box;
  readonly x: number;
  readonly y: (value: number) => number;
}

/** The values of one epoch beside a hairline, on the side with room. */
function Readings({ lines, epoch, box, x, y }: ReadingsProps) {
  const read = lines.flatMap((line) => {
    const found = line.points.find((point) => point.epoch === epoch);
    return found === undefined ? [] : [{ name: line.name, tone: line.tone, value: found.value }];
  });
  const width = 196;
  const left = x + 12 + width > box.right ? x - 12 - width : x + 12;
  return (
    <g className={style.readings}>
      <line x1={crisp(x)} x2={crisp(x)} y1={box.top} y2={box.bottom} />
      {read.map(({ name, tone, value }) => (
        <circle key={name} className={style[tone]} cx={x} cy={y(value)} r={3} />
      ))}
      <rect x={left} y={box.top} width={width} height={26 + read.length * 18} rx={6} />
      <text x={left + 12} y={box.top + 18}>{`${text.train.chart.epoch} ${epoch}`}</text>
      {read.map(({ name, tone, value }, at) => (
        <g key={name} className={style[tone]}>
          <text className={style.named} x={left + 12} y={box.top + 36 + at * 18}>
            {name}
          </text>
          <text className={style.value} x={left + width - 12} y={box.top + 36 + at * 18} textAnchor="end">
            {value.toFixed(3)}
          </text>
        </g>
      ))}
    </g>
  );
}

function closestEpoch(lines: readonly DrawnLine[], pointed: number): number | null {
  const epochs = lines.flatMap(({ points }) => points.map(({ epoch }) => epoch));
  const near = epochs.toSorted((a, b) => Math.abs(a - pointed) - Math.abs(b - pointed));
  return near.at(0) ?? null;
}

function summary(title: string, lines: readonly DrawnLine[]): string {
  const { chart } = text.train;
  const parts = lines.flatMap(({ name, points, best, end }) => {
    const top = points.find(({ epoch }) => epoch === best);
    return [
      chart.point(name, end.value.toFixed(3), end.epoch),
      ...(top === undefined || top.epoch === end.epoch
        ? []
        : [chart.point(`${chart.best} ${name}`, top.value.toFixed(3), top.epoch)]),
    ];
  });
  return chart.summary(title, parts);
}

/** Returns the middle of a pixel, where a hairline is one pixel wide. */
function crisp(position: number): number {
  return Math.round(position) + 0.5;
}

/** Measures the width of an element in pixels and follows its changes. */
function useWidth() {
  const element = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(560);
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const observer = new ResizeObserver((entries) => {
      for (const { contentRect } of entries) setWidth(Math.round(contentRect.width));
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return [width, element] as const;
}
