// A hip's picture in a list. It is requested when scrolling stops and cancelled when it resumes.

import { useEffect, useRef } from 'react';
import type { HipRow } from '../../../main/domain/study/hip-row.ts';
import { useWorkstation } from '../../api/workstation.tsx';

/** A row that scrolls past sooner than this requests nothing. */
const REST_MS = 60;

interface ThumbnailProps {
  readonly row: Pick<HipRow, 'hipId' | 'thumbnail'>;
  readonly className: string | undefined;
}

/** Empty if the hip has no picture. */
export function Thumbnail({ row: { hipId, thumbnail }, className }: ThumbnailProps) {
  const image = useRef<HTMLImageElement>(null);
  const { access, bytes } = useWorkstation();
  useEffect(() => {
    const element = image.current;
    if (thumbnail === null) return undefined;
    let wanted = true;
    const show = async (): Promise<void> => {
      const address = await access.signed(bytes.thumbnail(hipId, thumbnail));
      if (wanted) element?.setAttribute('src', address);
    };
    const timer = setTimeout(() => void show(), REST_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
      // Removing the address makes the browser cancel a pending request.
      element?.removeAttribute('src');
    };
  }, [access, bytes, hipId, thumbnail]);
  return <img ref={image} className={className} alt="" draggable={false} decoding="async" />;
}
