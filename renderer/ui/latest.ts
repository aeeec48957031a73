// The newest value of something, for listeners that live longer than one drawing.

import { useLayoutEffect, useRef } from 'react';

/** A holder whose `current` is the value of the last drawing; read it in events, never while drawing. */
export function useLatest<T>(value: T): { readonly current: T } {
  const latest = useRef(value);
  useLayoutEffect(() => {
    latest.current = value;
  });
  return latest;
}
