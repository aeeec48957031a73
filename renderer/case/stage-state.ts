// The state of the stage: window, zoom, position, tool and overlays.

import { useState } from 'react';
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
  readonly overlays: Overlays;
  /** Null until the stage is measured. */
  readonly view: View | null;
  readonly setTool: (tool: Tool) => void;
  readonly setWindow: (change: (window: GreyWindow) => GreyWindow) => void;
  readonly resetWindow: () => void;
  readonly invert: () => void;
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
  const [overlays, setOverlays] = useState<Overlays>({ crops: true, landmarks: false, heatmap: true });
  const [size, setSize] = useState<Size | null>(null);
  // Null keeps the whole radiograph in sight at any size of the stage.
  const [moved, setMoved] = useState<View | null>(null);
  const view = moved ?? (size === null ? null : fit(radiograph, size));
  const setView = (change: (view: View) => View): void =>
    setMoved((before) => {
      const from = before ?? (size === null ? null : fit(radiograph, size));
      return from === null ? null : change(from);
    });
  return {
    tool,
    window,
    inverted,
    overlays,
    view,
    setTool,
    setWindow,
    resetWindow: () => setWindow(radiograph.window),
    invert: () => setInverted((before) => !before),
    toggle: (overlay) => setOverlays((before) => ({ ...before, [overlay]: !before[overlay] })),
    setView,
    setSize,
    fit: () => setMoved(null),
    zoomToHip: (hip) => {
      if (size !== null) setMoved(fitBox(cropBox(hip.frame), size, HIP_MARGIN));
    },
  };
}
