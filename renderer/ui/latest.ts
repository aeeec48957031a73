// Holds the newest value, for listeners that outlive one render.

import { useLayoutEffect, useRef } from 'react';

/** Returns a ref with the value of the last render. Read it in event handlers, never while rendering. */
export function useLatest<T>(value: T): { readonly current: T } {
  const latest = useRef(value);
  useLayoutEffect(() => {
    latest.current = value;
  });
  return latest;
}
