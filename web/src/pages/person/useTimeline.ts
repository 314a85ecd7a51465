import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { getTimeline, type TimelineEntry } from "../../api/api";

const none: TimelineEntry[] = [];

/** Reads a whole timeline page by page in the background; what has come is there at once. */
export function useTimeline(personId: string) {
  const pages = useInfiniteQuery({
    queryKey: ["timeline", personId],
    queryFn: ({ pageParam, signal }) => getTimeline(personId, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 60_000,
  });
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = pages;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage]);

  const entries = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? none, [pages.data]);
  return {
    entries,
    isPending: pages.isPending,
    isReading: hasNextPage || isFetchingNextPage,
    error: pages.error,
    retry: () => void pages.refetch(),
  };
}
