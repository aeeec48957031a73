// Marks every hip that passes the filter, on screen or not.

import { useQueryClient } from '@tanstack/react-query';
import type { Filter } from '../../api/hips.ts';
import { useWorkstation } from '../../api/workstation.tsx';

/** Returns a function that marks them. The new marks replace the old ones. */
export function useSelectAll(filter: Filter, onMarked: (marked: ReadonlySet<string>) => void): () => void {
  const { queries } = useWorkstation();
  const cache = useQueryClient();
  return () => {
    void cache
      .fetchQuery(queries.hips.ids.queryOptions({ input: filter, staleTime: 0 }))
      .then((hipIds) => onMarked(new Set(hipIds)));
  };
}
