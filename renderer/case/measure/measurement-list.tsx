// The measurements of the hip as a list, with where their millimetres come from.

import { magnificationOf, patientSpacingOf } from '../../../main/domain/film/spacing.ts';
import { measure } from '../../../main/domain/measure/measurement.ts';
import type { Case } from '../../../main/domain/study/case.ts';
import { text } from '../../text/english.ts';
import { IconButton } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/message.tsx';
import style from './measurement-list.module.css';
import type { HipMeasurements } from './measurements.ts';

interface MeasurementListProps {
  readonly radiograph: Case['radiograph'];
  readonly measurements: HipMeasurements;
  readonly writable: boolean;
}

export function MeasurementList({ radiograph, measurements, writable }: MeasurementListProps) {
  const { list, failure, remove } = measurements;
  const spacing = patientSpacingOf(radiograph);
  if (list.length === 0 && failure === null) return null;
  return (
    <section className={style.measurements} aria-label={text.viewer.measurements}>
      <h2 className={style.title}>{text.viewer.measurements}</h2>
      {failure !== null && <FailureNote message={text.viewer.measurementNotSaved(failure)} />}
      <ul>
        {list.map(({ measurementId, kind, points }) => {
          const measured = measure(kind, points, spacing.mm);
          const value = measured === null ? text.viewer.notMeasurable : text.viewer.measured(measured);
          return (
            <li key={measurementId}>
              <span>{text.viewer.measurementKind[kind]}</span>
              <strong>{value}</strong>
              {writable && (
                <IconButton
                  small
                  icon="close"
                  label={text.viewer.removeMeasurement(text.viewer.measurementKind[kind], value)}
                  onClick={() => remove(measurementId)}
                />
              )}
            </li>
          );
        })}
      </ul>
      <p className={style.source}>{text.viewer.millimetres(text.case.plane(spacing.source, magnificationOf(radiograph)))}</p>
    </section>
  );
}
