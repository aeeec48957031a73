// Asks before an action that cannot be taken back or that the reader should think about. Enter and Escape leave things as they are.

import type { Confirmation } from '../commands/sheets.ts';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { Sheet } from '../ui/sheet.tsx';

export function ConfirmSheet({ confirmation, onClose }: { readonly confirmation: Confirmation; readonly onClose: () => void }) {
  const { title, lead, act, onAct } = confirmation;
  return (
    <Sheet
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button data-first onClick={onClose}>
            {text.common.cancel}
          </Button>
          <Button
            tone="danger"
            onClick={() => {
              onClose();
              onAct();
            }}
          >
            {act}
          </Button>
        </>
      }
    >
      <p>{lead}</p>
    </Sheet>
  );
}
