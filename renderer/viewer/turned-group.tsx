// A group whose shapes are given in image pixels, however the film is turned and zoomed on the screen.

import type { ReactNode } from 'react';
import { Group } from 'react-konva';
import { inverseTurn, turnedSize, turnPoint, type Turn } from '../../main/domain/film/turn.ts';
import type { ImagePoint } from '../../main/domain/geometry.ts';
import { toImage, type ScreenPoint, type Size, type View } from './view.ts';

/** Where a film lies on the stage. */
export interface Placed {
  /** The film's size before the turn. */
  readonly film: Size;
  readonly turn: Turn;
  readonly view: View;
}

export function TurnedGroup({ placed, children }: { readonly placed: Placed; readonly children: ReactNode }) {
  const { film, turn, view } = placed;
  const at = (x: number, y: number) => turnPoint(turn, { x, y }, film);
  const [origin, right, below] = [at(0, 0), at(1, 0), at(0, 1)];
  // Konva scales first and then rotates clockwise, so a turn that exchanges the axes is a rotation by 90 degrees after a scaling.
  const exchanged = right.x === origin.x;
  return (
    <Group
      x={view.x + origin.x * view.scale}
      y={view.y + origin.y * view.scale}
      rotation={exchanged ? 90 : 0}
      scaleX={view.scale * (exchanged ? right.y - origin.y : right.x - origin.x)}
      scaleY={view.scale * (exchanged ? origin.x - below.x : below.y - origin.y)}
    >
      {children}
    </Group>
  );
}

/** Returns where a point of the film lies on the stage. */
export function toScreen({ film, turn, view }: Placed, point: ImagePoint): ScreenPoint {
  const shown = turnPoint(turn, point, film);
  return { x: shown.x * view.scale + view.x, y: shown.y * view.scale + view.y };
}

/** Returns the point of the film that lies at a place of the stage. */
export function toFilm({ film, turn, view }: Placed, at: ScreenPoint): ImagePoint {
  return turnPoint(inverseTurn(turn), toImage(view, at), turnedSize(turn, film));
}
