// Form controls with a label and an optional explanation.

import { useId, type InputHTMLAttributes, type ReactNode } from 'react';
import style from './field.module.css';

export interface TextFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly help?: string;
  /** A control at the end of the line. */
  readonly end?: ReactNode;
}

export function TextField({ label, help, end, ...rest }: TextFieldProps) {
  const id = useId();
  return (
    <div className={style.field}>
      <label htmlFor={id}>{label}</label>
      <div className={style.line}>
        <input
          id={id}
          className={style.input}
          aria-describedby={help === undefined ? undefined : `${id}-help`}
          spellCheck={false}
          {...rest}
        />
        {end}
      </div>
      {help !== undefined && (
        <p id={`${id}-help`} className={style.help}>
          {help}
        </p>
      )}
    </div>
  );
}

interface Option<T extends string> {
  readonly value: T;
  readonly label: string;
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly Option<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** A drop-down list with its label in front. */
export function Select<T extends string>({ label, options, value, onChange }: ChoiceProps<T>) {
  const id = useId();
  return (
    <div className={style.select}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A few options side by side, one of them chosen. */
export function Segments<T extends string>({ label, options, value, onChange }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset className={style.segments} aria-label={label}>
      {options.map((option) => (
        <label key={option.value}>
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}

export function Checkbox({
  label,
  help,
  ...rest
}: { readonly label: ReactNode; readonly help?: string } & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <label className={style.checkbox}>
      <input type="checkbox" {...rest} />
      <span>
        {label}
        {help !== undefined && <small>{help}</small>}
      </span>
    </label>
  );
}

export function Slider({
  label,
  value,
  onChange,
  shown,
}: {
  readonly label: string;
  /** 0 to 1. */
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly shown: string;
}) {
  const id = useId();
  return (
    <div className={style.slider}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={100}
        step={5}
        value={Math.round(value * 100)}
        aria-valuetext={shown}
        onChange={(event) => onChange(Number(event.target.value) / 100)}
      />
      <output htmlFor={id}>{shown}</output>
    </div>
  );
}
