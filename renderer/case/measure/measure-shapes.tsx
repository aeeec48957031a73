// Measurements on the stage: lines and circles of constant width, their points, and their values.

import { Fragment } from 'react';
import { Circle, Label, Line, Tag, Text } from 'react-konva';
import type { ImagePoint } from '../../../main/domain/geometry.ts';
import { measure, type DrawnMeasurement, type MeasurementKind } from '../../../main/domain/measure/measurement.ts';
import { text } from '../../text/english.ts';
import { toScreen, type Placed } from '../../viewer/turned-group.tsx';
import type { Draft } from './measure-steps.ts';

const COLOUR = '#ffd166';
const CHOSEN = '#ffffff';

interface MeasureShapesProps {
  readonly placed: Placed;
  /** Millimetres per image pixel in the patient's plane. */
  readonly mmPerPixel: number;
  readonly measurements: readonly DrawnMeasurement[];
  readonly chosen: string | null;
  readonly draft: Draft | null;
  /** Whether the points can be taken hold of. */
  readonly handles: boolean;
}

export function MeasureShapes({ placed, mmPerPixel, measurements, chosen, draft, handles }: MeasureShapesProps) {
  const drafted = draft === null ? null : draft.pointer === null ? draft.points : [...draft.points, draft.pointer];
  return (
    <>
      {measurements.map(({ measurementId, kind, points }) => (
        <Shape
          key={measurementId}
          placed={placed}
          mmPerPixel={mmPerPixel}
          kind={kind}
          points={points}
          colour={measurementId === chosen ? CHOSEN : COLOUR}
          handles={handles}
        />
      ))}
      {draft !== null && drafted !== null && (
        <Shape placed={placed} mmPerPixel={mmPerPixel} kind={draft.kind} points={drafted} colour={CHOSEN} handles />
      )}
    </>
  );
}

interface ShapeProps {
  readonly placed: Placed;
  readonly mmPerPixel: number;
  readonly kind: MeasurementKind;
  readonly points: readonly ImagePoint[];
  readonly colour: string;
  readonly handles: boolean;
}

function Shape({ placed, mmPerPixel, kind, points, colour, handles }: ShapeProps) {
  const measured = measure(kind, points, mmPerPixel);
  const screen = points.map((point) => toScreen(placed, point));
  const last = screen.at(-1);
  const line = { stroke: colour, strokeWidth: 1.5, listening: false, shadowColor: '#000', shadowBlur: 2, shadowOpacity: 1 };
  const circle = measured?.kind === 'circle' ? measured.circle : null;
  return (
    <Fragment>
      {kind === 'circle' ? (
        circle !== null && <Circle {...toScreen(placed, circle)} radius={circle.radius * placed.view.scale} {...line} />
      ) : (
        <Line points={screen.flatMap(({ x, y }) => [x, y])} {...line} />
      )}
      {kind === 'joint-space' && <Ends points={screen} colour={colour} />}
      {(handles || kind === 'circle') &&
        screen.map(({ x, y }, index) => (
          <Circle key={index} x={x} y={y} radius={handles ? 4 : 2} stroke={colour} strokeWidth={1.5} listening={false} />
        ))}
      {measured !== null && last !== undefined && (
        <Label x={last.x + 10} y={last.y + 6} listening={false}>
          <Tag fill="#000" opacity={0.65} cornerRadius={2} />
          <Text
            text={text.viewer.measured(measured)}
            fontSize={13}
            fontFamily="system-ui, sans-serif"
            fontStyle="600"
            fill={colour}
            padding={3}
          />
        </Label>
      )}
    </Fragment>
  );
}

/** Half the length of the strokes at both ends of a joint space, in CSS pixels. */
const END = 7;

/** Strokes across both ends, which lie along the edges of the joint. */
function Ends({ points: [one, two], colour }: { readonly points: readonly ImagePoint[]; readonly colour: string }) {
  if (one === undefined || two === undefined) return null;
  const length = Math.hypot(two.x - one.x, two.y - one.y);
  if (length === 0) return null;
  const [across, down] = [(-(two.y - one.y) / length) * END, ((two.x - one.x) / length) * END];
  return [one, two].map(({ x, y }, index) => (
    <Line key={index} points={[x - across, y - down, x + across, y + down]} stroke={colour} strokeWidth={1.5} listening={false} />
  ));
}
