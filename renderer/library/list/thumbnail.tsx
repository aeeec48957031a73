// A hip's picture in a list: asked for when the list rests, given up when it scrolls on.

import { useEffect, useRef } from 'react';
import { byteRoutes } from '../../../main/contract/byte-routes.ts';
import type { HipRow } from '../../../main/domain/study/hip-row.ts';

/** Rows that pass by faster than this ask for nothing. */
const REST_MS = 60;

interface ThumbnailProps {
  readonly row: Pick<HipRow, 'hipId' | 'problem'>;
  readonly className: string | undefined;
}

/** Nothing where the hip has no picture. */
export function Thumbnail({ row: { hipId, problem }, className }: ThumbnailProps) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const element = image.current;
    if (problem !== null) return undefined;
    const timer = setTimeout(() => element?.setAttribute('src', byteRoutes.thumbnail(hipId)), REST_MS);
    return () => {
      clearTimeout(timer);
      // Without its address the browser drops a request that is still under way.
      element?.removeAttribute('src');
    };
  }, [hipId, problem]);
  return <img ref={image} className={className} alt="" draggable={false} decoding="async" />;
}
