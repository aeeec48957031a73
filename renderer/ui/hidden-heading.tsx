// The heading of a screen that shows no title, for readers who hear the page.

import type { ReactNode } from 'react';
import style from './hidden-heading.module.css';

export function HiddenHeading({ children }: { readonly children: ReactNode }) {
  return <h1 className={style.hidden}>{children}</h1>;
}
