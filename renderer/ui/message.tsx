// Messages for an empty screen, a failure or a warning: what happened and what to do next.

import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import style from './message.module.css';

export function EmptyState({
  icon,
  title,
  children,
  actions,
  screen = false,
}: {
  readonly icon: IconName;
  readonly title: string;
  /** True if the screen shows nothing else, so that its title is the screen's. */
  readonly screen?: boolean;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}) {
  const Title = screen ? 'h1' : 'h2';
  return (
    <div className={style.empty}>
      <Icon name={icon} size={28} />
      <Title>{title}</Title>
      <p>{children}</p>
      {actions !== undefined && <div className={style.actions}>{actions}</div>}
    </div>
  );
}

/** A failure, announced at once by screen readers. */
export function FailureNote({ message, action }: { readonly message: string; readonly action?: ReactNode }) {
  return (
    <div role="alert" className={style.failure}>
      <Icon name="warning" />
      <p>{message}</p>
      {action}
    </div>
  );
}

export function WarningNote({ children }: { readonly children: ReactNode }) {
  return (
    <div className={style.warning}>
      <Icon name="warning" />
      <p>{children}</p>
    </div>
  );
}
