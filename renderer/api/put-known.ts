// Changes what the page knows of an answer before the workstation is asked again.

import type { QueryClient, QueryKey } from '@tanstack/react-query';

/** A fetch that began before is given up: it would bring the old answer back. */
export function putKnown<Known>(
  cache: QueryClient,
  queryKey: QueryKey,
  change: (known: Known | undefined) => Known | undefined,
): void {
  void cache.cancelQueries({ queryKey });
  cache.setQueryData(queryKey, change);
}
