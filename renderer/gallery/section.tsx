// A section of the gallery: the module it shows and its states, each with a name.

import type { ReactNode } from 'react';
import style from './gallery.module.css';

interface SectionProps {
  /** The shown module without its extension, such as `ui/button`. */
  readonly module: string;
  readonly children: ReactNode;
}

export function Section({ module, children }: SectionProps) {
  return (
    <section className={style.section} aria-label={module} data-module={module}>
      <h2>{module}</h2>
      <div className={style.states}>{children}</div>
    </section>
  );
}

interface StateProps {
  readonly name: string;
  /** Takes the full width of the page. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

export function State({ name, wide = false, children }: StateProps) {
  return (
    <figure className={wide ? `${style.state} ${style.wide}` : style.state}>
      <figcaption>{name}</figcaption>
      <div className={style.shown}>{children}</div>
    </figure>
  );
}
