// Messages. The sheet has a frame of its own, because it is modal.

import { Button } from '../../ui/button.tsx';
import { EmptyState, FailureNote, WarningNote } from '../../ui/message.tsx';
import { Section, State } from '../section.tsx';

export function MessageParts() {
  return (
    <Section module="ui/message">
      <State name="empty" wide>
        <EmptyState icon="import" title="This study has no hips yet" actions={<Button tone="main">Import radiographs</Button>}>
          Import radiographs to fill it.
        </EmptyState>
      </State>
      <State name="failure" wide>
        <FailureNote message="The radiograph could not be loaded. Check that the study folder still exists, then try again." />
      </State>
      <State name="failure with an action" wide>
        <FailureNote message="This screen stopped working. Reload the page to continue." action={<Button>Reload</Button>} />
      </State>
      <State name="warning" wide>
        <WarningNote>A positive grade rests on evidence outside its zone.</WarningNote>
      </State>
    </Section>
  );
}
