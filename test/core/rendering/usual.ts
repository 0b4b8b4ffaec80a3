const RENDERS = 3;

/**
 * How long a page that has nothing to wait for takes on this browser and this machine, the slowest of a few. A limit that is
 * about what is done, not about how fast the machine is, is given in these.
 */
export async function usualMs(render: () => Promise<unknown>): Promise<number> {
  let slowest = 0;
  for (let made = 0; made < RENDERS; made++) {
    const started = performance.now();
    await render();
    slowest = Math.max(slowest, performance.now() - started);
  }
  return slowest;
}
