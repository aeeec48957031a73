// A hip's picture in a list. It is requested when scrolling stops and cancelled when it resumes.

import { useEffect, useRef } from 'react';
import { byteRoutes } from '../../../main/contract/byte-routes.ts';
import { useWorkstation } from '../../api/workstation.tsx';
import type { HipRow } from '../../../main/domain/study/hip-row.ts';

/** A row that scrolls past sooner than this requests nothing. */
const REST_MS = 60;

interface ThumbnailProps {
  readonly row: Pick<HipRow, 'hipId' | 'problem'>;
  readonly className: string | undefined;
}

/** Empty if the hip has no picture. */
export function Thumbnail({ row: { hipId, problem }, className }: ThumbnailProps) {
  const image = useRef<HTMLImageElement>(null);
  const { access } = useWorkstation();
  useEffect(() => {
    const element = image.current;
    if (problem !== null) return undefined;
    let wanted = true;
    const show = async (): Promise<void> => {
      const address = await access.signed(byteRoutes.thumbnail(hipId));
      if (wanted) element?.setAttribute('src', address);
    };
    const timer = setTimeout(() => void show(), REST_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
      // Removing the address makes the browser cancel a pending request.
      element?.removeAttribute('src');
    };
  }, [access, hipId, problem]);
  return <img ref={image} className={className} alt="" draggable={false} decoding="async" />;
}
