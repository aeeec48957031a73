// The confusion matrix of the validation hips at one epoch, for a quadrant or for all together.

import { useState } from 'react';
import { GRADES } from '../../main/domain/grade.ts';
import { QUADRANTS, type Quadrant } from '../../main/domain/quadrant.ts';
import type { Epoch } from '../../main/domain/training/run.ts';
import { text } from '../text/english.ts';
import { Select } from '../ui/field.tsx';
import style from './confusion-matrix.module.css';

interface ConfusionMatrixProps {
  readonly epochs: readonly Epoch[];
  /** The epoch of the best checkpoint, shown first. */
  readonly best: number | undefined;
}

/** Nothing is drawn for runs whose epochs kept no confusions. */
export function ConfusionMatrix({ epochs, best }: ConfusionMatrixProps) {
  const known = epochs.filter(({ figures }) => Object.keys(figures).some((name) => name.startsWith('confusion.')));
  const [chosen, setChosen] = useState<number | null>(null);
  const [quadrant, setQuadrant] = useState<string>('all');
  const at = known.find(({ epoch }) => epoch === (chosen ?? best)) ?? known.at(-1);
  if (at === undefined) return null;
  const labels = text.train.confusion;
  const quadrants: readonly Quadrant[] = quadrant === 'all' ? QUADRANTS : QUADRANTS.filter((one) => one === quadrant);
  const count = (truth: number, given: number): number =>
    quadrants.reduce((sum, one) => sum + (at.figures[`confusion.${one}.${truth}.${given}`] ?? 0), 0);
  const most = Math.max(1, ...GRADES.flatMap((truth) => GRADES.map((given) => count(truth, given))));
  const index = known.indexOf(at);
  return (
    <section className={style.confusion} aria-labelledby="confusion">
      <h2 id="confusion">{labels.title}</h2>
      <div className={style.choices}>
        <Select
          label={labels.quadrant}
          value={quadrant}
          onChange={setQuadrant}
          options={[{ value: 'all', label: labels.all }, ...QUADRANTS.map((value) => ({ value, label: text.quadrant[value] }))]}
        />
        <label>
          {labels.epoch(at.epoch)}
          <input
            type="range"
            min={0}
            max={Math.max(0, known.length - 1)}
            value={index}
            aria-valuetext={labels.epoch(at.epoch)}
            onChange={(event) => setChosen(known[Number(event.target.value)]?.epoch ?? null)}
          />
        </label>
      </div>
      <table aria-labelledby="confusion">
        <thead>
          <tr>
            <th scope="col">{labels.corner}</th>
            {GRADES.map((grade) => (
              <th key={grade} scope="col">
                {grade}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {GRADES.map((truth) => (
            <tr key={truth}>
              <th scope="row">{truth}</th>
              {GRADES.map((given) => {
                const hips = count(truth, given);
                return (
                  <td
                    key={given}
                    title={labels.cell(truth, given, hips)}
                    style={{
                      background: `color-mix(in srgb, var(--${truth === given ? 'ok' : 'danger'}) ${Math.round((hips / most) * 55)}%, transparent)`,
                    }}
                  >
                    {hips}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
