/** Waits for the work at most `ms`; gives whether it has settled, however it ended. */
export async function settlesWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const settled = work.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([settled, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** Gives the result of the work, or rejects with what `onTimeout` makes once `ms` have passed. */
export async function finishWithin<T>(
  ms: number,
  work: Promise<T>,
  onTimeout: () => Error,
): Promise<T> {
  if (await settlesWithin(ms, work)) return work;
  throw onTimeout();
}
