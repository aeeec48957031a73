// Frame times while a film is panned, zoomed and windowed, and the profile of a pan.

import type { Page } from '@playwright/test';

export type Gesture = 'pan' | 'zoom' | 'window';

/** Returns the milliseconds of each frame of two seconds of dragging, one pointer event a frame. */
export async function framesOf(page: Page, gesture: Gesture): Promise<number[]> {
  await page.keyboard.press({ pan: 'p', zoom: 'z', window: 'w' }[gesture]);
  await page.keyboard.press('h');
  return page.evaluate(dragForFrames, 120);
}

/** Returns the functions that take most of a pan, with their share of it. */
export async function profileOf(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Profiler.enable');
  await session.send('Profiler.start');
  await framesOf(page, 'pan');
  const { profile } = await session.send('Profiler.stop');
  const own = new Map<number, number>();
  for (const [i, id] of (profile.samples ?? []).entries()) own.set(id, (own.get(id) ?? 0) + (profile.timeDeltas?.[i] ?? 0));
  const byName = new Map<string, number>();
  for (const { id, callFrame } of profile.nodes) {
    const name = callFrame.functionName === '' ? '(unnamed)' : callFrame.functionName;
    byName.set(name, (byName.get(name) ?? 0) + (own.get(id) ?? 0));
  }
  const all = [...byName.values()].reduce((sum, one) => sum + one, 0);
  const largest = [...byName].toSorted(([, a], [, b]) => b - a).slice(0, 8);
  return largest.map(([name, micros]) => `${((100 * micros) / all).toFixed(0).padStart(3)}%  ${name}`);
}

/** Runs in the page. */
async function dragForFrames(frames: number): Promise<number[]> {
  const stage = document.querySelector('[data-hip]');
  const canvas = stage?.querySelector('canvas:last-of-type');
  if (stage === null || canvas === null || canvas === undefined) throw new Error('The stage is not there.');
  const box = stage.getBoundingClientRect();
  const send = (type: string, i: number): void => {
    const [clientX, clientY] = [
      box.x + box.width / 2 + Math.round(200 * Math.sin(i / 10)),
      box.y + box.height / 2 + ((7 * i) % 90),
    ];
    canvas.dispatchEvent(new PointerEvent(type, { bubbles: true, clientX, clientY, pointerId: 1, buttons: 1 }));
  };
  // The pointer of a made-up event cannot be captured.
  stage.setPointerCapture = () => undefined;
  send('pointerdown', 0);
  const milliseconds: number[] = [];
  let last = performance.now();
  for (let i = 0; i < frames; i++) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const now = performance.now();
    milliseconds.push(now - last);
    last = now;
    send('pointermove', i);
  }
  send('pointerup', frames);
  return milliseconds.slice(5);
}
