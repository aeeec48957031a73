// Whose turn it is: the desktop that has waited longest since its last start, and of its jobs the oldest.

export interface Waiting {
  readonly jobId: string;
  readonly owner: string;
  readonly createdAt: string;
}

/** Returns the queued jobs in the order of their turns. `lastStart` is when each desktop last had a turn. */
export function inTurn(queued: readonly Waiting[], lastStart: ReadonlyMap<string, number>): Waiting[] {
  const turns = new Map(lastStart);
  const left = queued.toSorted((one, other) => one.createdAt.localeCompare(other.createdAt));
  const order: Waiting[] = [];
  let turn = Math.max(0, ...turns.values());
  while (left.length > 0) {
    const next = left.reduce((best, job) => ((turns.get(job.owner) ?? -1) < (turns.get(best.owner) ?? -1) ? job : best));
    left.splice(left.indexOf(next), 1);
    order.push(next);
    turn += 1;
    turns.set(next.owner, turn);
  }
  return order;
}
