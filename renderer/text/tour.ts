// The text of the tour.

interface TourStep {
  readonly title: string;
  readonly lead: string;
  readonly keys: readonly (readonly [string, string])[];
}

export const tourSteps: readonly [TourStep, ...TourStep[]] = [
  {
    title: 'The Library lists your hips',
    lead: 'Filter at the left, sort by any column, and look at the chosen hip at the right. Model grades are filled, your readings are outlined, imported labels are dashed.',
    keys: [
      ['Open the case', '↵'],
      ['Import radiographs', 'Ctrl I'],
    ],
  },
  {
    title: 'The Case shows one hip',
    lead: 'The cross at the right lies as the anatomy does: lateral and medial, acetabulum above femur. Point at a cell to see its zone and its evidence on the film.',
    keys: [
      ['Choose a quadrant, then its grade', '1 – 4, 0 – 3'],
      ['Next and previous hip of the list', 'J  K'],
      ['Accept the model, next unread hip', 'A  U'],
    ],
  },
  {
    title: 'Everything can be undone',
    lead: 'Readings, the chosen model, splits and settings can be undone and done again, also after a restart.',
    keys: [
      ['Undo', 'Ctrl Z'],
      ['Redo', 'Ctrl Shift Z'],
    ],
  },
  {
    title: 'Train learns from your study',
    lead: 'Choose a preset, change its epochs or rate if you like, and start. The run page shows curves and confusions, and turns the best epoch into a model.',
    keys: [['Start training', 'Ctrl ↵']],
  },
  {
    title: 'Reports put it on paper',
    lead: 'Your grade is the final one, with the model’s beside it. One file for all hips, or one per subject.',
    keys: [
      ['Export a report', 'Ctrl E'],
      ['All keys', '?'],
      ['Search commands and subjects', 'Ctrl K'],
    ],
  },
];
