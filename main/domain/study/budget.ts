// The strategies that choose which hips to grade next.

export const BUDGET_STRATEGIES = ['random', 'uncertainty', 'disagreement', 'stratified', 'rank-guided'] as const;

export type BudgetStrategy = (typeof BUDGET_STRATEGIES)[number];
