// Sentences about the budget of hips to grade.

export const budgetText = {
  ungraded: (strategy: string, models: number, hips: number) => {
    const graders = models === 1 ? 'a model' : `${models} models`;
    return `The strategy ${strategy} orders hips by the answers of ${graders}, but ${hips} hips lack them. Grade the study with ${graders} first, or choose the strategy random.`;
  },
  tooFew: (hips: number, known: number) =>
    `${hips} hips were to be graded, but in the training part only ${known} have a grade in every quadrant. Choose a smaller number.`,
  wrongCurve: (curve: string) =>
    `A curve is a list of budgets and figures, such as 200=0.41,400=0.48,800=0.52, but this is "${curve}".`,
  noCurve: 'A plateau needs at least three budgets whose figures rise. Train with larger budgets first.',
} as const;
