// Addresses that the browser fetches by itself, such as the source of a picture.

import { useQuery } from '@tanstack/react-query';
import { useWorkstation } from './workstation.tsx';

/** Renewed well before an address expires. */
const RENEW_MS = 30 * 60_000;

/** Returns the signed address of a path; undefined until it is signed. */
export function useSigned(path: string): string | undefined {
  const { access } = useWorkstation();
  const address = useQuery({
    queryKey: ['signed', path],
    queryFn: () => access.signed(path),
    staleTime: RENEW_MS,
    refetchInterval: RENEW_MS,
    refetchIntervalInBackground: true,
    placeholderData: undefined,
  });
  return address.data;
}
