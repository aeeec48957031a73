// How long the page takes from a key or an address to the frame that shows the film.

import type { Page } from '@playwright/test';
import type { HipRow } from '../../../main/domain/study/hip-row.ts';

/** Returns what draws the page. Runs in the page. */
export const ACTUAL = (): string => {
  const context = document.createElement('canvas').getContext('webgl');
  const named = context?.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = context !== null && named ? context.getParameter(named.UNMASKED_RENDERER_WEBGL) : null;
  return typeof name === 'string' ? `drawn by ${name}` : 'drawn in software (no WebGL)';
};

/** Milliseconds until a frame showed the film at all, perhaps as its preview, and until one showed all its pixels. */
export interface Opened {
  readonly first: number;
  readonly whole: number;
}

/** Opens the case by its address. */
export function goTo(page: Page, row: HipRow): Promise<Opened> {
  return page.evaluate(untilPainted, { hipId: row.hipId, film: row.radiographId, key: null });
}

/** Presses a key that leads to this hip. */
export function pressUntilPainted(page: Page, key: string, row: HipRow): Promise<Opened> {
  return page.evaluate(untilPainted, { hipId: row.hipId, film: row.radiographId, key });
}

interface Wanted {
  readonly hipId: string;
  readonly film: string;
  readonly key: string | null;
}

/** Runs in the page. The clock stops in the task after the frame that shows the film. */
async function untilPainted({ hipId, film, key }: Wanted): Promise<Opened> {
  const began = performance.now();
  if (key === null)
    window.location.hash = window.location.hash.replace(/\/(?:case|library).*$/, `/case/${encodeURIComponent(hipId)}`);
  else window.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  const until = async (isShown: (stage: HTMLElement) => boolean): Promise<number> => {
    for (;;) {
      const stage = document.querySelector<HTMLElement>('[data-hip]');
      // The stage of the case before may still be there, hidden.
      if (stage?.dataset['hip'] === hipId && stage.checkVisibility() && isShown(stage)) break;
      if (performance.now() - began > 60_000) throw new Error(`${hipId} was never shown.`);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - began;
  };
  const isWhole = ({ dataset }: HTMLElement): boolean => dataset['painted'] === film;
  const first = await until((stage) => isWhole(stage) || stage.dataset['preview'] === film);
  return { first, whole: await until(isWhole) };
}
