// Measuring on the stage of one hip: the pointer draws, Enter ends a circle, Escape gives up, Delete removes.

import { useLayoutEffect, useState } from 'react';
import type { DrawnMeasurement, MeasurementKind } from '../../../main/domain/measure/measurement.ts';
import { useLatest } from '../../ui/latest.ts';
import type { Presses } from '../../viewer/gestures.ts';
import type { Placed } from '../../viewer/turned-group.tsx';
import { finish, move, NOTHING_DRAWN, press, release, type Canvas, type Drawing, type Step } from './measure-steps.ts';
import type { HipMeasurements } from './measurements.ts';

export interface Measuring {
  /** Null while no measuring tool is in the hand. */
  readonly presses: Presses | null;
  readonly drawing: Drawing;
  /** The measurements as they are now, with the point that is being moved. */
  readonly shown: readonly DrawnMeasurement[];
}

interface Hand {
  readonly hipId: string;
  /** The measuring tool in the hand. */
  readonly kind: MeasurementKind | null;
  readonly placed: Placed | null;
  readonly measurements: HipMeasurements;
}

export function useMeasuring({ hipId, kind, placed, measurements }: Hand): Measuring {
  const [kept, setKept] = useState<{ readonly hipId: string; readonly drawing: Drawing }>({ hipId, drawing: NOTHING_DRAWN });
  // What was begun on one hip never ends on another.
  const drawing = kept.hipId === hipId ? kept.drawing : NOTHING_DRAWN;
  const put = (next: Drawing): void => setKept({ hipId, drawing: next });
  const take = ({ drawing: next, done }: Step): void => {
    put(next);
    if (done !== null) measurements.save(done);
  };
  const canvas: Canvas | null =
    kind === null || placed === null ? null : { kind, placed, saved: measurements.list, newId: () => crypto.randomUUID() };
  const onKey = (event: KeyboardEvent): void => {
    if (canvas === null || event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
    const { draft, chosen } = drawing;
    if (event.key === 'Enter' && draft !== null) take(finish(drawing, canvas));
    else if (event.key === 'Escape' && (draft !== null || chosen !== null)) put(NOTHING_DRAWN);
    else if ((event.key === 'Delete' || event.key === 'Backspace') && chosen !== null) {
      put(NOTHING_DRAWN);
      measurements.remove(chosen);
    } else return;
    event.preventDefault();
  };
  const latestKey = useLatest(onKey);
  // A layout effect ends with the stage, so that no key changes the measurements of a hip that has gone.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent): void => latestKey.current(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [latestKey]);
  const { grabbed } = drawing;
  return {
    presses:
      canvas === null
        ? null
        : {
            onPress: (at) => take(press(drawing, at, canvas)),
            onMove: (at) => {
              if (drawing.draft !== null || grabbed !== null) put(move(drawing, at, canvas));
            },
            onRelease: (at) => take(release(move(drawing, at, canvas), at, canvas)),
          },
    drawing,
    shown:
      grabbed === null
        ? measurements.list
        : measurements.list.map((saved) =>
            saved.measurementId === grabbed.measurement.measurementId ? grabbed.measurement : saved,
          ),
  };
}
