// The film of the open hip as the stage shows it: its pixels, its window, and where it lies. All of it follows from the case, so that the
// stage cannot show one hip under the name of another.

import { useEffect, useMemo } from 'react';
import type { ToneCurve } from '../../../main/domain/film/details.ts';
import { inverseTurn } from '../../../main/domain/film/turn.ts';
import type { Case } from '../../../main/domain/study/case.ts';
import { useFilm } from '../../api/films/use-film.ts';
import { useLatest } from '../../ui/latest.ts';
import { useValue } from '../../ui/value.ts';
import { framingOf, isInSight, viewOf, type Framed } from '../../viewer/framing.ts';
import { dragWindow, lookupTable, type GreyWindow } from '../../viewer/grey-window.ts';
import { cropBox } from '../../viewer/orientation.ts';
import { equaliseLocally } from '../../viewer/pixels/equalise.ts';
import { levelsOf, type Levels } from '../../api/films/levels.ts';
import { NOT_TURNED, withEntry, type StageSettings, type StageValues, type Turned } from '../../viewer/stage-settings.ts';
import type { Placed } from '../../viewer/turned-group.tsx';
import type { Size, View } from '../../viewer/view.ts';
import { greysOf, openingPreset, presetWindow, type Preset, type RegionGreys } from '../../viewer/window-presets.ts';

export interface ShownFilm {
  readonly settings: StageSettings;
  readonly turned: Turned;
  /** Null until the stage is measured. */
  readonly placed: Placed | null;
  /** False if the centre of the open hip has left the stage. */
  readonly inSight: boolean;
  /** Null until the film or its preview is loaded. */
  readonly levels: Levels | null;
  /** The film shows a quarter of its resolution until the rest is loaded. */
  readonly isPreview: boolean;
  readonly table: Uint32Array | null;
  readonly window: GreyWindow | null;
  /** Null if the reader set the window by hand. */
  readonly preset: Preset | null;
  /** The greys go through the film's own VOI LUT instead of a window. */
  readonly byTable: boolean;
  readonly failed: boolean;
  readonly onWindow: (across: number, down: number) => void;
  readonly onView: (change: (view: View) => View) => void;
  readonly onSize: (size: Size) => void;
}

const PLAIN: ToneCurve = { kind: 'linear' };

const EVENED: GreyWindow = { centre: 32_768, width: 65_536 };

/** Drags of window and level, which every stage that is linked hears. */
export interface WindowDrag {
  readonly send: (across: number, down: number) => void;
  /** Of several stages with the same film, one hears. Returns a function that stops that. */
  readonly hear: (film: string, listener: DragListener) => () => void;
}

type DragListener = (across: number, down: number) => void;

export function openWindowDrag(): WindowDrag {
  const listeners = new Set<{ readonly film: string; readonly listener: DragListener }>();
  return {
    send: (across, down) => {
      const byFilm = new Map([...listeners].map(({ film, listener }) => [film, listener]));
      for (const listener of byFilm.values()) listener(across, down);
    },
    hear: (film, listener) => {
      const entry = { film, listener };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
  };
}

export function useShownFilm(found: Case, values: StageValues, drag: WindowDrag): ShownFilm {
  const { radiograph } = found;
  const settings = useValue(values.settings);
  const film = useFilm(radiograph);
  // Evened greys depend on every pixel, so they wait for the whole film.
  const plain = settings.equalised && !film.isWhole ? null : film.levels;
  const greys = useHipGreys(found, plain);
  const levels = useMemo(
    () => (plain === null || !settings.equalised ? plain : levelsOf(equaliseLocally(plain.picture))),
    [plain, settings.equalised],
  );
  const { turned, placed, framed } = usePlaced(found, values);
  const key = settings.equalised ? `${radiograph.radiographId} equalised` : radiograph.radiographId;
  const byHand = useValue(values.windows).get(key) ?? null;
  const preset = settings.equalised
    ? 'full'
    : (settings.preset ?? (hasTable(radiograph) ? 'film' : openingPreset(greys, radiograph.window)));
  const chosen = useMemo(
    () => byHand ?? (settings.equalised ? EVENED : presetWindow(preset, greys, radiograph.window)),
    [byHand, settings.equalised, preset, greys, radiograph.window],
  );
  const curve = curveFor(radiograph.details?.curve, { preset, byHand: byHand !== null, equalised: settings.equalised });
  const table = useMemo(() => {
    if (levels === null) return null;
    return lookupTable(chosen, { ...levels.picture, largest: levels.largest, inverted: settings.inverted }, curve);
  }, [levels, chosen, settings.inverted, curve]);
  const dragged = useLatest((across: number, down: number): void => {
    if (levels === null) return;
    const span = Math.max(1e-6, levels.largest * levels.picture.slope);
    const from = values.windows.get().get(key) ?? chosen;
    values.windows.set(withEntry(key, dragWindow(from, across, down, span)));
  });
  useEffect(() => drag.hear(key, (across, down) => dragged.current(across, down)), [drag, dragged, key]);
  return {
    settings,
    turned,
    placed,
    inSight: placed === null || framed === null || isInSight(placed.view, framed),
    levels,
    table,
    window: levels === null ? null : chosen,
    preset: byHand === null ? preset : null,
    byTable: curve.kind === 'table',
    isPreview: levels !== null && !film.isWhole,
    failed: film.failed,
    onWindow: drag.send,
    onView: (change) => {
      if (framed === null) return;
      values.framing.set((framing) => framingOf(change(viewOf(framing, framed)), framed));
    },
    onSize: (size) => values.size.set(() => size),
  };
}

/** Returns where the film lies, from the framing that is kept and the open hip. */
function usePlaced({ row, radiograph, hips }: Case, values: StageValues) {
  const framing = useValue(values.framing);
  const stage = useValue(values.size);
  const turned = useValue(values.turned).get(radiograph.radiographId) ?? NOT_TURNED;
  const frame = hips.find(({ hipId }) => hipId === row.hipId)?.frame ?? null;
  return useMemo(() => {
    if (stage === null) return { turned, placed: null, framed: null };
    const turn = turned.stored ? inverseTurn(radiograph.turn) : turned.turn;
    const film = { width: radiograph.width, height: radiograph.height };
    const framed: Framed = { film, frame, turn, stage, pixelRatio: window.devicePixelRatio };
    const placed: Placed = { film, turn, view: viewOf(framing, framed) };
    return { turned, placed, framed };
  }, [framing, stage, turned, frame, radiograph.turn, radiograph.width, radiograph.height]);
}

const NO_GREYS: RegionGreys = new Float64Array();

/** Returns the greys of both hips of the film together, so that the window stays when the reader goes from one to the other. */
function useHipGreys({ radiograph, hips }: Case, levels: Levels | null): RegionGreys {
  const { width, height } = radiograph;
  const boxes = hips.map(({ frame }) => Object.values(cropBox(frame)).join(' ')).toSorted();
  const regions = boxes.join('\n');
  return useMemo(() => {
    if (levels === null) return NO_GREYS;
    const film = { left: 0, top: 0, right: width, bottom: height };
    return greysOf(levels, hips.length === 0 ? [film] : hips.map(({ frame }) => cropBox(frame)));
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `regions` stands for the frames of the hips, in whatever order they come
  }, [levels, width, height, regions]);
}

function hasTable({ details }: Case['radiograph']): boolean {
  return details?.curve.kind === 'table';
}

interface Shown {
  readonly preset: Preset;
  readonly byHand: boolean;
  readonly equalised: boolean;
}

/** Returns the film's own curve as far as it applies: a table only to the film's own window, a sigmoid to any. */
function curveFor(own: ToneCurve | undefined, { preset, byHand, equalised }: Shown): ToneCurve {
  if (own === undefined || equalised || (own.kind === 'table' && (byHand || preset !== 'film'))) return PLAIN;
  return own;
}
