// One hip with its radiograph, grades and evidence. The address alone says which hip: stage, panel and corner text follow from its case, and
// keys act on it even while the case is loading.

import { Activity, useState } from 'react';
import type { Case } from '../../main/domain/study/case.ts';
import { failureMessage } from '../api/failure-message.ts';
import { useCase } from '../api/films/use-film.ts';
import type { Filter } from '../api/hips.ts';
import { useReadOnly } from '../api/read-only.ts';
import { useReadingSettings } from '../api/reading-settings.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { go } from '../commands/navigation.ts';
import { useOffer, useRunKey } from '../commands/registry.tsx';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { HiddenHeading } from '../ui/hidden-heading.tsx';
import { EmptyState, FailureNote } from '../ui/message.tsx';
import type { StageValues } from '../viewer/stage-settings.ts';
import { stepCommands } from './case-commands.ts';
import style from './case-screen.module.css';
import { useEvidence } from './evidence-state.ts';
import type { HeatSettings } from './heat-settings.ts';
import { useHipSteps } from './hip-steps.ts';
import { useNeighbours } from './neighbours.ts';
import { useKneeReading } from './knee/knee-reading.ts';
import { OpenKnee } from './knee/open-knee.tsx';
import { OpenCase } from './open-case.tsx';
import { useReadingKeys, useReadingPress } from './reading-keys.ts';

interface CaseScreenProps {
  /** The hip that the address names. Null until a hip is chosen. */
  readonly hipId: string | null;
  /** The worklist's filter, for stepping through the same list. */
  readonly filter: Filter;
  /** What the reader set on the stage. It outlives the screen. */
  readonly values: StageValues;
}

export function CaseScreen({ hipId, filter, values }: CaseScreenProps) {
  const { readings } = useWorkstation();
  const { settings, put } = useReadingSettings();
  const { heat } = settings;
  const setHeat = (changed: HeatSettings): void => put({ ...settings, heat: changed });
  const found = useCase(hipId);
  // Whatever a cache may do: the case of another hip is not this hip's case.
  const open = found.data?.row.hipId === hipId ? found.data : undefined;
  const drawn = useLastOpen(open);
  const neighbours = useNeighbours(filter, hipId);
  const otherSide =
    open === undefined ? (found.isError ? null : undefined) : (open.hips.find((hip) => hip.hipId !== hipId)?.hipId ?? null);
  const evidence = useEvidence(hipId ?? '');
  const readOnly = useReadOnly();
  const isKnee = open?.row.knee !== undefined;
  const knee = useKneeReading(isKnee ? hipId : null, readOnly === null);
  const readHip = useReadingPress({
    active: readOnly === null && open !== undefined,
    armed: evidence.armed,
    onArm: evidence.arm,
    onSave: (quadrant, label) => hipId !== null && readings.save({ hipId, quadrant, label }),
  });
  const loaded = open !== undefined && (!isKnee || knee.open !== undefined || knee.error !== null);
  const { onStep, onLookFor, onKey } = useHipSteps(
    { hipId, neighbours, otherSide, ready: loaded || found.isError },
    { read: isKnee ? knee.read : readHip, run: useRunKey() },
  );
  const steps = stepCommands({ neighbours, otherSide, onStep });
  useOffer(hipId === null ? NO_COMMANDS : steps);
  useReadingKeys(hipId === null ? nothing : onKey);
  const toLibrary = <Button onClick={() => go({ screen: 'library' })}>{text.case.toLibrary}</Button>;
  if (hipId === null) {
    return (
      <EmptyState screen icon="case" title={text.case.none} actions={toLibrary}>
        {text.case.noneHelp}
      </EmptyState>
    );
  }
  if (found.error !== null) {
    return (
      <div className={style.failure}>
        <HiddenHeading>{text.frame.case}</HiddenHeading>
        <FailureNote message={failureMessage(found.error)} action={toLibrary} />
      </div>
    );
  }
  const shared = { values, neighbours, onLookFor, steps, readOnly, heat, onHeat: setHeat };
  return (
    <>
      {open === undefined && (
        <p className={style.loading} role="status">
          {text.case.loading}
        </p>
      )}
      {drawn !== undefined && (
        <Activity mode={open === undefined ? 'hidden' : 'visible'}>
          {drawn.row.knee !== undefined ? (
            <OpenKnee {...shared} found={drawn} reading={knee} />
          ) : (
            <OpenCase {...shared} found={drawn} evidence={evidence} />
          )}
        </Activity>
      )}
    </>
  );
}

/** Returns the case that was open last. While the next one loads it is hidden and without effect, but need not be built again. */
function useLastOpen(open: Case | undefined): Case | undefined {
  const [last, setLast] = useState(open);
  if (open === undefined || open === last) return last;
  setLast(open);
  return open;
}

const nothing = (): boolean => false;

const NO_COMMANDS: ReturnType<typeof stepCommands> = [];
