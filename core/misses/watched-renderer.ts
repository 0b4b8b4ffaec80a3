import type { Clock } from '../clock.ts';
import { ColdStart, faultOf, RenderFailed, RenderTimeout } from '../rendering/rendered.ts';
import type { Renderer } from '../rendering/renderer.ts';
import type { PageTable } from '../snapshots/table.ts';
import type { Limits } from './limits.ts';

export interface Watch {
  limits: Pick<Limits, 'noteFailure' | 'noteSuccess'>;
  table: Pick<PageTable, 'find'>;
  clock: Clock;
}

/** A renderer whose outcomes the breaker hears of. That it could not be told changes no render. */
export function watchedRenderer(renderer: Renderer, { limits, table, clock }: Watch): Renderer {
  return {
    render: async (url, options) => {
      try {
        const page = await renderer.render(url, options);
        await limits.noteSuccess().catch(() => undefined);
        return page;
      } catch (error) {
        if (isOfRenderer(error) && !(await failedBefore(url, table)))
          await limits.noteFailure(clock.now()).catch(() => undefined);
        throw error;
      }
    },
    warm: () => renderer.warm(),
    idle: () => renderer.idle(),
    close: () => renderer.close(),
  };
}

/**
 * A page's own fault is none of the renderer: it stayed empty, its requests failed, it waits for what does not come. Nor is a
 * time-out in which the browser was being started: on an idle stack five such at once would close the door to all. One that
 * cannot be started has a cause.
 */
const isOfRenderer = (error: unknown) =>
  faultOf(error) === undefined &&
  ((error instanceof RenderTimeout && !(error instanceof ColdStart)) ||
    (error instanceof RenderFailed && error.cause !== undefined));

/** A page that fails again tells of itself: one broken page, asked for all the time, must not close the door to all. */
const failedBefore = (url: string, table: Watch['table']) =>
  table.find(url).then(
    page => page?.failedAt !== undefined,
    () => true,
  );
