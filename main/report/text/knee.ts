// The printed text of reports on knees.

export const kneeReportText = {
  title: 'Kellgren-Lawrence grades of knees',
  side: { right: 'Right knee', left: 'Left knee' },
  notice: 'Research use. Not for diagnosis.',
  subject: 'Subject',
  visit: 'Visit',
  noVisit: 'not stated',
  date: 'Date',
  radiograph: 'Radiograph',
  evidence: 'Evidence for the grade (Grad-CAM)',
  final: { reader: 'Final grade, the reader’s', model: 'Final grade, the model’s' },
  model: 'The model’s grade',
  differs: (grades: number) => `differs by ${grades}`,
  label: 'Imported label',
  notGradable: 'not gradable',
  grade: (grade: number) => `KL ${grade}, ${MEANING[grade] ?? ''}`,
  expected: 'Mean of its probabilities',
  probabilities: 'Probability of each grade',
  howToRead:
    'The grade of the reader, if there is one, is the final one. Grades are those of Kellgren and Lawrence (1957): 0 no osteoarthritis, 1 doubtful, ' +
    '2 minimal, 3 moderate, 4 severe. Where the model’s grade is not the most probable one, it is the median of the probabilities. Colours show ' +
    'where on the picture the probability of this grade comes from. They end where the part that the model reads ends.',
  aboutModel: 'About the model',
  limits: 'Limits',
} as const;

const MEANING = ['no osteoarthritis', 'doubtful', 'minimal', 'moderate', 'severe'] as const;
