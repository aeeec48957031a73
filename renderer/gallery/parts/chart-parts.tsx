// The line chart with ordinary, missing and extreme data.

import { LineChart, type Line } from '../../chart/line-chart.tsx';
import { figureLines, lossLines, sizeBreaks } from '../../train/run-lines.ts';
import { epochs } from '../examples.ts';
import { Section, State } from '../section.tsx';

const BEST = Object.fromEntries(
  ['best-kappa', 'best-loss'].flatMap((name) => epochs.slice(8, 9).map((epoch) => [name, epoch] as const)),
);

const rising = (value: (epoch: number) => number): Line['points'] =>
  Array.from({ length: 10 }, (_, index) => ({ epoch: index + 1, value: value(index + 1) }));

export function ChartParts() {
  return (
    <Section module="chart/line-chart">
      <State name="loss, with the best epoch and a change of image size" wide>
        <LineChart title="Loss" lines={lossLines(epochs, BEST)} epochs={40} breaks={sizeBreaks(epochs)} />
      </State>
      <State name="figures on a fixed axis" wide>
        <LineChart title="Agreement on validation hips" lines={figureLines(epochs, BEST)} epochs={12} includes={[0, 1]} />
      </State>
      <State name="no lines" wide>
        <LineChart title="No lines" lines={[]} epochs={10} />
      </State>
      <State name="one point" wide>
        <LineChart title="One point" lines={[{ name: 'Loss', tone: 'main', points: [{ epoch: 1, value: 0.7 }] }]} epochs={10} />
      </State>
      <State name="NaN and infinity break the line" wide>
        <LineChart
          title="NaN and infinity"
          lines={[
            {
              name: 'Loss',
              tone: 'main',
              points: rising((epoch) => (epoch === 4 ? Number.NaN : epoch === 8 ? Infinity : 1 / epoch)),
            },
          ]}
          epochs={10}
        />
      </State>
      <State name="one of two series is missing" wide>
        <LineChart
          title="Missing series"
          lines={[
            { name: 'Validation', tone: 'main', points: [] },
            { name: 'Train', tone: 'second', points: rising((epoch) => 1 / epoch) },
          ]}
          epochs={10}
        />
      </State>
      <State name="all values equal" wide>
        <LineChart title="Equal values" lines={[{ name: 'Kappa', tone: 'a', points: rising(() => 0.25) }]} epochs={10} />
      </State>
      <State name="six lines that end together" wide>
        <LineChart
          title="Six lines"
          lines={(['main', 'second', 'a', 'b', 'c', 'd'] as const).map((tone, index) => ({
            name: `Line ${tone}`,
            tone,
            points: rising((epoch) => 0.5 + index * 0.01 * (10 - epoch)),
          }))}
          epochs={10}
        />
      </State>
    </Section>
  );
}
