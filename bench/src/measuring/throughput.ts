/**
 * Units of work a second that `callers` loops get done together; each starts its next piece when the last is done.
 *
 * @param duration milliseconds after which nobody starts another piece; pieces under way are waited for, and counted with their time
 * @param work does one piece for a caller and says how many units it was
 */
export async function throughput(callers: number, duration: number, work: (caller: number) => Promise<number>): Promise<number> {
  let done = 0;
  const startedAt = performance.now();
  const end = startedAt + duration;
  const loop = async (caller: number) => {
    do {
      // Not `done += await …`, which would add to what `done` was before the wait.
      const units = await work(caller);
      done += units;
    } while (performance.now() < end);
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => loop(caller)));
  return (done / (performance.now() - startedAt)) * 1000;
}
