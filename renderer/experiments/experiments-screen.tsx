// Studies of many runs: their list, or one of them.

import { addressOf } from '../commands/navigation.ts';
import { text } from '../text/english.ts';
import { experimentText } from '../text/experiments.ts';
import { EmptyState } from '../ui/message.tsx';
import { ExperimentList } from './experiment-list.tsx';
import { ExperimentView } from './experiment-view.tsx';

interface ExperimentsScreenProps {
  /** The experiment that is open. Null for the list. */
  readonly name: string | null;
  readonly hasStudy: boolean;
}

export function ExperimentsScreen({ name, hasStudy }: ExperimentsScreenProps) {
  if (!hasStudy) {
    const toLibrary = <a href={addressOf({ screen: 'library' })}>{text.case.toLibrary}</a>;
    return (
      <EmptyState icon="grid" title={experimentText.noStudy} actions={toLibrary}>
        {experimentText.noStudyHelp}
      </EmptyState>
    );
  }
  return name === null ? <ExperimentList /> : <ExperimentView key={name} name={name} />;
}
