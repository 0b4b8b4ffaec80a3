import { CallFailed, CallTimeout } from '../browser/cdp.ts';
import type { Tab } from '../browser/tab.ts';

/** As wide as the browser's window. */
const WIDTH_PX = 1_280;
/** Four screens: what is below is compared by its words. */
const TALLEST_PX = 3_840;
const SMALLEST_PX = 960;
const SCALE = 3 / 8;
/** Each is worse than the one before; a picture that is still too large is none. */
const QUALITIES = [70, 40, 15];
const MOST_BYTES = 150_000;

/** A picture of an open page, a JPEG in base64; undefined where there is none. */
export async function pictureOf({ cdp }: Tab, pageHeight: number): Promise<string | undefined> {
  const height = Math.min(Math.max(pageHeight, SMALLEST_PX), TALLEST_PX);
  const clip = { x: 0, y: 0, width: WIDTH_PX, height, scale: SCALE };
  try {
    for (const quality of QUALITIES) {
      const shot = { format: 'jpeg' as const, quality, captureBeyondViewport: true, clip };
      const { data } = await cdp.send('Page.captureScreenshot', shot);
      if (data.length <= MOST_BYTES) return data;
    }
  } catch (error) {
    // What the page says is known without it.
    if (!(error instanceof CallFailed || error instanceof CallTimeout)) throw error;
  }
  return undefined;
}
