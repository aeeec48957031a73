// Buttons: a prominent one for the main action of a view, quieter ones for the rest.

import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { classes } from './classes.ts';
import { Icon, type IconName } from './icon.tsx';
import style from './button.module.css';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly tone?: 'main' | 'plain' | 'quiet' | 'danger';
  readonly icon?: IconName;
  readonly large?: boolean;
  /** The key for the same action, shown at the end. */
  readonly keyHint?: string | null;
  readonly children: ReactNode;
}

export function Button({ tone = 'plain', icon, large = false, keyHint = null, children, className, ...rest }: ButtonProps) {
  return (
    <button type="button" className={classes(style.button, style[tone], large && style.large, className)} {...rest}>
      {icon !== undefined && <Icon name={icon} />}
      <span>{children}</span>
      {keyHint !== null && <kbd className={style.key}>{keyHint}</kbd>}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  readonly icon: IconName;
  /** The control's name, spoken and shown on hover. */
  readonly label: string;
  readonly small?: boolean;
}

export function IconButton({ icon, label, small = false, className, title, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      className={classes(style.icon, small && style.small, className)}
      aria-label={label}
      title={title ?? label}
      {...rest}
    >
      <Icon name={icon} size={small ? 14 : 16} />
    </button>
  );
}
