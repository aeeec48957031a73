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

/** Opens the case by its address. Returns the milliseconds until its film is on the screen. */
export function goTo(page: Page, row: HipRow): Promise<number> {
  return page.evaluate(untilPainted, { hipId: row.hipId, film: row.radiographId, key: null });
}

/** Presses a key that leads to this hip. */
export function pressUntilPainted(page: Page, key: string, row: HipRow): Promise<number> {
  return page.evaluate(untilPainted, { hipId: row.hipId, film: row.radiographId, key });
}

interface Wanted {
  readonly hipId: string;
  readonly film: string;
  readonly key: string | null;
}

/** Runs in the page. The clock stops in the task after the frame that shows the film. */
async function untilPainted({ hipId, film, key }: Wanted): Promise<number> {
  const began = performance.now();
  if (key === null)
    window.location.hash = window.location.hash.replace(/\/(?:case|library).*$/, `/case/${encodeURIComponent(hipId)}`);
  else window.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  for (;;) {
    const stage = document.querySelector('[data-hip]');
    if (stage?.getAttribute('data-hip') === hipId && stage.getAttribute('data-painted') === film) break;
    if (performance.now() - began > 60_000) throw new Error(`${hipId} was never shown.`);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return performance.now() - began;
}
