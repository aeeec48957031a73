// The state of the stage: window, zoom, position, tool and overlays.

import { useState } from 'react';
import { inverseTurn, turnedSize } from '../../main/domain/film/turn.ts';
import type { Case } from '../../main/domain/study/case.ts';
import type { GreyWindow } from '../viewer/grey-window.ts';
import { cropBox } from '../viewer/orientation.ts';
import type { Tool } from '../viewer/radiograph-stage.tsx';
import { fit, fitBox, type Size, type View } from '../viewer/view.ts';

export interface Overlays {
  readonly crops: boolean;
  readonly landmarks: boolean;
  readonly heatmap: boolean;
}

export interface StageState {
  readonly tool: Tool;
  readonly window: GreyWindow;
  readonly inverted: boolean;
  /** The film is stored in another frame than it is read in. */
  readonly turned: boolean;
  /** Shows the film as it is stored, without anything over it. */
  readonly stored: boolean;
  /** The size of the picture on the stage. */
  readonly shownSize: Size;
  readonly overlays: Overlays;
  /** Null until the stage is measured. */
  readonly view: View | null;
  readonly setTool: (tool: Tool) => void;
  readonly setWindow: (change: (window: GreyWindow) => GreyWindow) => void;
  readonly resetWindow: () => void;
  readonly invert: () => void;
  /** Switches between the film as stored and as read. */
  readonly showStored: () => void;
  readonly toggle: (overlay: keyof Overlays) => void;
  readonly setView: (change: (view: View) => View) => void;
  readonly setSize: (size: Size) => void;
  readonly fit: () => void;
  readonly zoomToHip: (hip: Case['hips'][number]) => void;
}

const HIP_MARGIN = 32;

export function useStageState(radiograph: Case['radiograph']): StageState {
  const [tool, setTool] = useState<Tool>('window');
  const [window, setWindow] = useState<GreyWindow>(radiograph.window);
  const [inverted, setInverted] = useState(false);
  const [stored, setStored] = useState(false);
  const [overlays, setOverlays] = useState<Overlays>({ crops: true, landmarks: false, heatmap: true });
  const [size, setSize] = useState<Size | null>(null);
  // Null keeps the whole radiograph in sight at any size of the stage.
  const [moved, setMoved] = useState<View | null>(null);
  const shownSize = stored ? turnedSize(inverseTurn(radiograph.turn), radiograph) : radiograph;
  const view = moved ?? (size === null ? null : fit(shownSize, size));
  const setView = (change: (view: View) => View): void =>
    setMoved((before) => {
      const from = before ?? (size === null ? null : fit(shownSize, size));
      return from === null ? null : change(from);
    });
  return {
    tool,
    window,
    inverted,
    turned: radiograph.turn !== 'none',
    stored,
    shownSize,
    overlays,
    view,
    setTool,
    setWindow,
    resetWindow: () => setWindow(radiograph.window),
    invert: () => setInverted((before) => !before),
    showStored: () => {
      setStored((before) => !before);
      setMoved(null);
    },
    toggle: (overlay) => setOverlays((before) => ({ ...before, [overlay]: !before[overlay] })),
    setView,
    setSize,
    fit: () => setMoved(null),
    zoomToHip: (hip) => {
      if (size !== null) setMoved(fitBox(cropBox(hip.frame), size, HIP_MARGIN));
    },
  };
}
