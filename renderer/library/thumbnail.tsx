// A hip's picture in a list: asked for when the list rests, given up when it scrolls on.

import { useEffect, useRef } from 'react';
import { byteRoutes } from '../../main/contract/byte-routes.ts';

/** Rows that pass by faster than this ask for nothing. */
const REST_MS = 60;

export function Thumbnail({ hipId, className }: { readonly hipId: string; readonly className: string | undefined }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const element = image.current;
    const timer = setTimeout(() => element?.setAttribute('src', byteRoutes.thumbnail(hipId)), REST_MS);
    return () => {
      clearTimeout(timer);
      // Without its address the browser drops a request that is still under way.
      element?.removeAttribute('src');
    };
  }, [hipId]);
  return <img ref={image} className={className} alt="" draggable={false} decoding="async" />;
}
