// Which quadrants have osteophytes together among the filtered hips, how many hips have each grade, and how well
// reading, imported label and model agree.

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CoOccurrence } from '../../../main/domain/study/co-occurrence.ts';
import { GRADES } from '../../../main/domain/grade.ts';
import { QUADRANTS, type PerQuadrant } from '../../../main/domain/quadrant.ts';
import { failureMessage } from '../../api/failure-message.ts';
import type { Filter } from '../../api/hips.ts';
import { useWorkstation } from '../../api/workstation.tsx';
import { cohortText } from '../../text/cohort.ts';
import { text } from '../../text/english.ts';
import { Button } from '../../ui/button.tsx';
import { Segments } from '../../ui/field.tsx';
import { FailureNote } from '../../ui/message.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { agreementCounts, gradeCounts, togetherCounts } from './co-occurrence.ts';
import style from './co-occurrence-sheet.module.css';

const labels = cohortText.together;
const SOURCES = ['reading', 'label', 'model'] as const;
const THRESHOLDS = ['1', '2', '3'] as const;

export function CoOccurrenceSheet({ filter, onClose }: { readonly filter: Filter; readonly onClose: () => void }) {
  const { queries } = useWorkstation();
  const [source, setSource] = useState<(typeof SOURCES)[number]>('reading');
  const [threshold, setThreshold] = useState<(typeof THRESHOLDS)[number]>('1');
  const { order: _, reversed: __, ...conditions } = filter;
  const { data, error } = useQuery(queries.hips.coOccurrence.queryOptions({ input: conditions }));
  return (
    <Sheet
      title={labels.title}
      onClose={onClose}
      width="wide"
      actions={
        <Button tone="main" onClick={onClose}>
          {text.common.done}
        </Button>
      }
    >
      {error !== null && <FailureNote message={failureMessage(error)} />}
      {data !== undefined && (
        <>
          <div className={style.choices}>
            <span>{labels.lead(data.hips)}</span>
            <span className={style.space} />
            <Segments
              label={labels.source}
              value={source}
              onChange={setSource}
              options={SOURCES.map((value) => ({ value, label: labels.sources[value] }))}
            />
            <Segments
              label={labels.threshold}
              value={threshold}
              onChange={setThreshold}
              options={THRESHOLDS.map((value) => ({ value, label: `≥ ${value}` }))}
            />
          </div>
          {data[source].every((hips) => hips === 0) ? (
            <p className={style.nothing}>{labels.nothing(source)}</p>
          ) : (
            <>
              <Together counts={togetherCounts(data[source], Number(threshold))} />
              <div className={style.both}>
                <Grades joint={data[source]} />
                {source !== 'model' && <Agreement source={source} data={data} />}
              </div>
            </>
          )}
        </>
      )}
    </Sheet>
  );
}

/** The matrix of the four quadrants. The diagonal counts the hips with an osteophyte in that quadrant. */
function Together({ counts }: { readonly counts: PerQuadrant<PerQuadrant<number>> }) {
  return (
    <>
      <table className={style.matrix} aria-label={labels.matrix}>
        <thead>
          <tr>
            <th aria-label={labels.matrix} />
            {QUADRANTS.map((quadrant) => (
              <th key={quadrant} scope="col">
                {text.quadrant[quadrant]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {QUADRANTS.map((row) => (
            <tr key={row}>
              <th scope="row">{text.quadrant[row]}</th>
              {QUADRANTS.map((column) => {
                const [both, alone] = [counts[row][column], counts[row][row]];
                const share = alone === 0 ? 0 : both / alone;
                const percent = row === column ? '' : labels.share(Math.round(share * 100), text.quadrant[row]);
                return (
                  <td
                    key={column}
                    title={labels.cell(text.quadrant[row], text.quadrant[column], both, percent)}
                    style={{
                      background: `color-mix(in srgb, var(--grade-2) ${Math.round(share * (row === column ? 0 : 70))}%, transparent)`,
                    }}
                  >
                    <strong>{both.toLocaleString('en')}</strong>
                    {row !== column && <span>{text.grade.percent(share)}</span>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={style.explain}>{labels.explain}</p>
    </>
  );
}

function Grades({ joint }: { readonly joint: CoOccurrence['label'] }) {
  const counts = gradeCounts(joint);
  return (
    <section aria-label={labels.counts}>
      <h3>{labels.counts}</h3>
      <table className={style.counts}>
        <thead>
          <tr>
            <th scope="col">{labels.grade}</th>
            {QUADRANTS.map((quadrant) => (
              <th key={quadrant} scope="col" title={text.quadrant[quadrant]}>
                {text.quadrantShort[quadrant]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {GRADES.map((grade) => (
            <tr key={grade}>
              <th scope="row">{grade}</th>
              {QUADRANTS.map((quadrant) => (
                <td key={quadrant}>{counts[quadrant][grade].toLocaleString('en')}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Agreement({ source, data }: { readonly source: 'reading' | 'label'; readonly data: CoOccurrence }) {
  const counts = agreementCounts(data[`${source}Agreement`]);
  const title = labels.agreement[source];
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <table className={style.counts} title={labels.agreementHelp[source]}>
        <thead>
          <tr>
            <th aria-label={labels.agreementHelp[source]} />
            {GRADES.map((grade) => (
              <th key={grade} scope="col">
                {grade}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {GRADES.map((label) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {GRADES.map((model) => (
                <td key={model} className={label === model ? style.same : undefined}>
                  {counts[label][model].toLocaleString('en')}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={style.explain}>{labels.agreementHelp[source]}</p>
    </section>
  );
}
