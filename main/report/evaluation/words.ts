// The words of printed tables and figures of an evaluation.

export const evaluationWords = {
  roc: { title: 'ROC of presence (grade 1 and above)', x: '1 - specificity', y: 'sensitivity' },
  reliability: { title: 'Reliability of presence', x: 'predicted probability', y: 'observed share' },
  confusion: (answer: string) => `${answer}: truth in rows, model in columns`,
  columns: { figure: 'figure', value: 'value', low: '95% low', high: '95% high', answer: 'answer', hips: 'hips' },
} as const;
