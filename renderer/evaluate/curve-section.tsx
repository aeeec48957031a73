// ROC and reliability of one answer's presence. A threshold divides the hips into four groups, and each group opens its hips.

import { useState } from 'react';
import type { AnswerEvaluation, ShownEvaluation } from '../../main/domain/evaluation/evaluation.ts';
import { evaluationText } from '../text/evaluation.ts';
import { Button } from '../ui/button.tsx';
import { Select } from '../ui/field.tsx';
import style from './evaluate.module.css';
import { answerName, figureText } from './figure-text.ts';
import type { HipChoice } from './hip-list.tsx';
import { knownRows, presenceOf, rocOf } from './roc.ts';
import { UnitChart } from './unit-chart.tsx';

interface CurveSectionProps {
  readonly answers: Readonly<Record<string, AnswerEvaluation>>;
  readonly rows: ShownEvaluation['rows'];
  readonly onHips: (choice: HipChoice) => void;
}

export function CurveSection({ answers, rows, onHips }: CurveSectionProps) {
  const names = Object.keys(answers);
  const [answer, setAnswer] = useState(names.at(0) ?? '');
  const [threshold, setThreshold] = useState(0.5);
  const own = answers[answer];
  if (own === undefined) return null;
  const shown = answerName(answer);
  const known = knownRows(rows, answer);
  const isPositive = (row: (typeof known)[number]): boolean => (row.truth[answer] ?? 0) > 0;
  const isFound = (row: (typeof known)[number]): boolean => presenceOf(row, answer) >= threshold;
  const groups = {
    hit: known.filter((row) => isPositive(row) && isFound(row)),
    miss: known.filter((row) => isPositive(row) && !isFound(row)),
    alarm: known.filter((row) => !isPositive(row) && isFound(row)),
    pass: known.filter((row) => !isPositive(row) && !isFound(row)),
  };
  const at = {
    x: groups.alarm.length / (groups.alarm.length + groups.pass.length),
    y: groups.hit.length / (groups.hit.length + groups.miss.length),
  };
  const { axes, outcomes } = evaluationText;
  return (
    <section aria-label={evaluationText.curves}>
      <h2>{evaluationText.curves}</h2>
      <div className={style.choices}>
        <Select
          label={evaluationText.answer}
          options={names.map((value) => ({ value, label: answerName(value) }))}
          value={answer}
          onChange={setAnswer}
        />
        <label className={style.threshold}>
          {evaluationText.threshold}
          <input
            type="range"
            min={0}
            max={1}
            step={0.01}
            value={threshold}
            onChange={(event) => setThreshold(Number(event.target.value))}
          />
          <output>{threshold.toFixed(2)}</output>
        </label>
      </div>
      <div className={style.choices}>
        {(['hit', 'miss', 'alarm', 'pass'] as const).map((group) => {
          const what = evaluationText.behind(`${shown}, ${outcomes[group].toLowerCase()}`, groups[group].length);
          return (
            <Button
              key={group}
              disabled={groups[group].length === 0}
              onClick={() => onHips({ what, answer, rows: groups[group] })}
            >
              {`${outcomes[group]} ${groups[group].length}`}
            </Button>
          );
        })}
      </div>
      <div className={style.side}>
        <UnitChart
          label={evaluationText.rocOf(shown, figureText(own.figures['aucAtLeast1']?.value ?? Number.NaN))}
          axes={axes.roc}
          curves={[{ name: answer, points: rocOf(rows, answer) }]}
          marks={Number.isNaN(at.x + at.y) ? [] : [at]}
        />
        <UnitChart
          label={evaluationText.reliabilityOf(shown)}
          axes={axes.reliability}
          curves={[
            { name: answer, points: own.reliability.map(({ meanProbability: x, observed: y }) => ({ x, y })) },
            { name: 'isotonic', points: (own.isotonic ?? []).map(({ probability: x, observed: y }) => ({ x, y })) },
          ]}
          marks={own.reliability.map(({ meanProbability: x, observed: y }) => ({ x, y }))}
        />
      </div>
      {own.isotonic !== undefined && <p className={style.quiet}>{evaluationText.isotonic}</p>}
    </section>
  );
}
