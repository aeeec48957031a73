// One section of the filters.

import type { ReactNode } from 'react';
import { Icon } from '../../ui/icon.tsx';
import style from './facets.module.css';

interface FacetProps {
  readonly title: string;
  readonly open: boolean;
  readonly children: ReactNode;
}

/** A section that folds. A section with an active filter starts open. */
export function Facet({ title, open, children }: FacetProps) {
  return (
    <details className={style.facet} aria-label={title} open={open}>
      <summary>
        <h2>{title}</h2>
        <Icon name="chevron" size={10} />
      </summary>
      {children}
    </details>
  );
}
