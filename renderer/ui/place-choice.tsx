// Where work is done: on this machine, or on a paired workstation.

import type { Workstation } from '../../main/domain/training/workstation.ts';
import { text } from '../text/english.ts';
import { Select } from './field.tsx';

interface PlaceChoiceProps {
  readonly label: string;
  readonly workstations: readonly Workstation[];
  readonly workstation: string | null;
  readonly onWorkstation: (name: string | null) => void;
}

/** No workstation can have this name, because names are not empty. */
const HERE = '';

export function PlaceChoice({ label, workstations, workstation, onWorkstation }: PlaceChoiceProps) {
  if (workstations.length === 0) return null;
  return (
    <Select
      label={label}
      value={workstation ?? HERE}
      onChange={(name) => onWorkstation(name === HERE ? null : name)}
      options={[{ value: HERE, label: text.train.place.here }, ...workstations.map(({ name }) => ({ value: name, label: name }))]}
    />
  );
}
